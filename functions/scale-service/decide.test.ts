import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type Situation, type Week } from "./decide";

const SLOTS = 12;
const demand = fc.double({ min: 0, max: 50, noNaN: true });
const slot = fc.option(demand, { nil: undefined, freq: 4 });
const week = (of: fc.Arbitrary<number | undefined> = demand): fc.Arbitrary<Week> =>
  fc.array(of, { minLength: SLOTS, maxLength: SLOTS });

const situation = (weeks: fc.Arbitrary<readonly Week[]>): fc.Arbitrary<Situation> =>
  fc
    .record({
      bounds: fc
        .tuple(fc.nat(20), fc.nat(20))
        .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
      current: fc.nat(30),
      weeks,
      lead: fc.integer({ min: 1, max: SLOTS }),
      headroomPercent: fc.nat(200),
    })
    .map(({ bounds, ...rest }) => ({ ...bounds, ...rest, hold: SLOTS }));

const known = fc.array(week(), { minLength: 1, maxLength: 8 });
const patchy = fc.array(week(slot), { minLength: 1, maxLength: 8 });

const base: Situation = { min: 1, max: 10, current: 2, weeks: [], lead: 3, hold: SLOTS, headroomPercent: 0 };
const flat = (tasks: number): Week => Array.from({ length: SLOTS }, () => tasks);

describe("A4: the minimum", () => {
  it("A4: is always within its bounds", () => {
    fc.assert(
      fc.property(situation(patchy), (given) => {
        const { minimum } = decide(given);
        expect(minimum).toBeGreaterThanOrEqual(given.min);
        expect(minimum).toBeLessThanOrEqual(given.max);
        expect(Number.isInteger(minimum)).toBe(true);
      }),
    );
  });

  it("A4: is never lower where any week needed more", () => {
    fc.assert(
      fc.property(situation(known), fc.nat(), fc.nat(SLOTS - 1), demand, (given, which, at, more) => {
        const changed = which % given.weeks.length;
        const weeks = given.weeks.map((one, index) =>
          index === changed ? one.map((tasks, index) => (index === at ? (tasks ?? 0) + more : tasks)) : one,
        );
        expect(decide({ ...given, weeks }).minimum).toBeGreaterThanOrEqual(decide(given).minimum);
      }),
    );
  });

  it("A4: is never lower with a higher current one, or more headroom", () => {
    fc.assert(
      fc.property(situation(known), fc.nat(10), (given, more) => {
        const { minimum } = decide(given);
        expect(decide({ ...given, current: given.current + more }).minimum).toBeGreaterThanOrEqual(minimum);
        const headroomPercent = given.headroomPercent + more;
        expect(decide({ ...given, headroomPercent }).minimum).toBeGreaterThanOrEqual(minimum);
      }),
    );
  });

  it("A4: covers what is needed soon, and is not above what is needed later, as far as the bounds let it", () => {
    fc.assert(
      fc.property(situation(known), (given) => {
        const { minimum, soon = NaN, later = NaN } = decide(given);
        expect(minimum).toBeGreaterThanOrEqual(Math.min(soon, given.max));
        expect(minimum).toBeLessThanOrEqual(Math.max(later, given.min));
      }),
    );
  });

  it("A4: stays as it is once it is decided", () => {
    fc.assert(
      fc.property(situation(patchy), (given) => {
        const { minimum } = decide(given);
        expect(decide({ ...given, current: minimum })).toMatchObject({ minimum });
      }),
    );
  });

  it("A4: once lowered, is not raised again before the time it must not be needed in is over", () => {
    const long = fc.array(demand, { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(situation(known), fc.array(long, { minLength: 1, maxLength: 4 }), (given, series) => {
        let current = given.current;
        let lowered = -Infinity;
        for (let now = 0; now + SLOTS <= 60; now += 1) {
          const weeks = series.map((one) => one.slice(now, now + SLOTS));
          const { minimum } = decide({ ...given, current, weeks });
          if (minimum > current) expect(now - lowered).toBeGreaterThan(SLOTS - given.lead);
          if (minimum < current) lowered = now;
          current = minimum;
        }
      }),
    );
  });
});

describe("A4: what is known", () => {
  it.each([
    ["no week", []],
    ["one week of four", [flat(5), [], [], []]],
    ["half of each week", [flat(5).slice(6), flat(5).slice(6), flat(5).slice(6), flat(5).slice(6)]],
    ["nothing about each slot", Array.from({ length: 4 }, () => flat(5).map(() => undefined))],
  ])("A4: is too little with %s: nothing changes", (_title, weeks) => {
    expect(decide({ ...base, weeks })).toMatchObject({ minimum: 2, reason: "too little is known" });
  });

  it("A4: changes nothing where it is too little, whatever it is", () => {
    fc.assert(
      fc.property(
        situation(
          fc.array(
            week(slot).map((one) => one.slice(0, 7)),
            { maxLength: 8 },
          ),
        ),
        (given) => {
          const current = Math.min(Math.max(given.current, given.min), given.max);
          expect(decide({ ...given, current })).toMatchObject({
            minimum: current,
            reason: "too little is known",
          });
        },
      ),
    );
  });

  it("A4: is enough with two weeks of four, and with gaps", () => {
    const gaps = flat(5).map((tasks, index) => (index % 3 === 0 ? undefined : tasks));

    expect(decide({ ...base, weeks: [flat(5), gaps, [], []] })).toMatchObject({ minimum: 5, known: 2 });
  });

  it("A4: leaves one unusual week of four out, and none of fewer", () => {
    expect(decide({ ...base, weeks: [flat(2), flat(9), flat(3), flat(2)] })).toMatchObject({ minimum: 3 });
    expect(decide({ ...base, weeks: [flat(2), flat(9), flat(3)] })).toMatchObject({ minimum: 9 });
  });
});

describe("A4: a peak", () => {
  const peakAt = (at: number) =>
    Array.from({ length: 4 }, () => flat(1).map((_, slot) => (slot === at ? 6 : 1)));

  it.each([
    ["comes within the lead", 2, 2, 6, "raised"],
    ["comes later", 4, 2, 2, "kept"],
    ["comes later, while the minimum is high", 4, 6, 6, "kept"],
  ])("A4: that %s", (_title, at, current, minimum, reason) => {
    expect(decide({ ...base, current, weeks: peakAt(at) })).toMatchObject({ minimum, reason });
  });

  it("A4: that is over lets the minimum down", () => {
    expect(decide({ ...base, current: 6, weeks: [flat(1), flat(1)] })).toMatchObject({
      minimum: 1,
      reason: "lowered",
    });
  });

  it("A4: is met with headroom, rounded up to whole tasks", () => {
    expect(decide({ ...base, headroomPercent: 10, weeks: [flat(5)] })).toMatchObject({ minimum: 6, soon: 6 });
    expect(decide({ ...base, headroomPercent: 10, weeks: [flat(10 / 1.1)] })).toMatchObject({ soon: 10 });
  });
});
