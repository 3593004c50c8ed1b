import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CAPACITY_PER_TASK, Fleet } from "./fleet";
import { report, SEEDS } from "./report";
import { type Outcome, simulate } from "./simulate";
import { type Kind, MINUTES_PER_WEEK, traffic } from "./traffic";

const known = new Map<string, Outcome[]>();

/** A simulation takes a third of a second, and several tests look at the same ones. */
function simulated(kind: Kind, seed: number): Outcome[] {
  const key = `${kind} ${seed}`;
  const outcomes = known.get(key) ?? simulate(kind, seed);
  known.set(key, outcomes);
  return outcomes;
}

/** Chance decides when spikes come, so strategies are compared by the sums of several runs. */
function sums(kind: Kind) {
  const all = SEEDS.flatMap((seed) => simulated(kind, seed));
  const of = (strategy: string) => {
    const runs = all.filter((one) => one.strategy === strategy);
    expect(runs).toHaveLength(SEEDS.length);
    const sum = (field: Exclude<keyof Outcome, "strategy">) =>
      runs.reduce((total, one) => total + one[field], 0);
    return { late: sum("late"), dropped: sum("dropped"), taskHours: sum("taskHours") };
  };
  return {
    tracking: of("target tracking"),
    fast: of("target tracking, fast path"),
    forecast: of("target tracking, forecast"),
    all: of("target tracking, fast path, forecast"),
  };
}

describe("a simulated week", () => {
  it("A2: drops at most two thirds on the fast path of what is dropped without", () => {
    for (const kind of ["smooth", "newsletter"] as const) {
      const { tracking, fast } = sums(kind);
      expect(fast.dropped).toBeLessThan((tracking.dropped * 2) / 3);
      expect(fast.taskHours).toBeLessThan(tracking.taskHours * 1.05);
    }
  });

  it("A4: drops and delays at most a third of a peak that recurs with a forecast", () => {
    const { tracking, fast, forecast, all } = sums("newsletter");

    expect(forecast.late).toBeLessThan(tracking.late / 3);
    expect(forecast.dropped).toBeLessThan(tracking.dropped / 3);
    expect(all.late).toBeLessThan(fast.late / 3);
    expect(all.dropped).toBeLessThan(fast.dropped / 3);
    expect(all.taskHours).toBeLessThan(tracking.taskHours * 1.06);
  });

  it("A4: costs little where no peak recurs", () => {
    const { fast, all } = sums("smooth");

    expect(all.taskHours).toBeLessThan(fast.taskHours * 1.06);
    expect(all.dropped).toBeLessThanOrEqual(fast.dropped);
  });

  it("A4: is the same for the same seed, and another for another", () => {
    expect(simulate("smooth", 7)).toEqual(simulate("smooth", 7));
    expect(simulate("smooth", 7)).not.toEqual(simulate("smooth", 8));
    expect(traffic("smooth", 1, 7)).toHaveLength(MINUTES_PER_WEEK);
  });

  it("A4: is what docs/scaling.md shows", () => {
    const columns = (text: string) => text.replace(/ *\| */g, "|").replace(/-+(?=[:|])/g, "-");
    const docs = columns(readFileSync(join(__dirname, "..", "..", "docs", "scaling.md"), "utf8"));

    expect(docs).toContain(columns(report(SEEDS, simulated)));
  });
});

describe("the simulated tasks", () => {
  it("A4: serve what they can; the rest is late, and then dropped", () => {
    const fleet = new Fleet(1, 1);
    fleet.serve(CAPACITY_PER_TASK + 10);
    fleet.serve(CAPACITY_PER_TASK - 10);
    fleet.serve(3 * CAPACITY_PER_TASK);
    fleet.serve(0);

    expect(fleet.history.map(({ late, dropped }) => [late, dropped])).toEqual([
      [10, 0],
      [0, 0],
      [2 * CAPACITY_PER_TASK, 0],
      [0, CAPACITY_PER_TASK],
    ]);
    expect(fleet.history.map(({ cpu }) => cpu)).toEqual([100, 100, 100, 100]);
  });

  it("A4: serve two minutes after they were started, within the bounds", () => {
    const fleet = new Fleet(1, 3);
    fleet.set(9);
    for (let minute = 0; minute < 3; minute += 1) fleet.serve(0);
    fleet.set(0);
    fleet.serve(0);

    expect(fleet.history.map(({ running }) => running)).toEqual([1, 1, 3, 1]);
  });
});
