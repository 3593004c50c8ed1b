import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timesOfWeek, weeklyAverage } from "./week";

const BOUNDS = { min: 2, max: 6 };

describe("a week of schedules", () => {
  it("K2, K3: knows the minutes at which a schedule strikes", () => {
    expect(timesOfWeek("cron(30 6 ? * MON *)")).toEqual([1830]); // Monday: 24 h and 6.5 h after Sunday began
    expect(timesOfWeek("cron(0 22 * * ? *)")).toHaveLength(7);
    expect(timesOfWeek("cron(0 6,18 ? * MON-FRI *)")).toHaveLength(10);
    expect(timesOfWeek("cron(0/15 8 ? * 1 *)")).toEqual([480, 495, 510, 525]);
  });

  it.each(["at(2027-11-26T06:00:00)", "cron(0 6 1 * ? *)", "cron(0 6 ? 12 MON *)", "rate(1 day)"])(
    "K3: leaves out %s, which does not repeat every week",
    (schedule) => {
      expect(timesOfWeek(schedule)).toEqual([]);
      expect(weeklyAverage([{ schedule, min: 0, max: 0 }], BOUNDS)).toEqual(BOUNDS);
    },
  );

  it("K2, K3: is off at night and at the weekend: 80 of 168 hours are left", () => {
    const average = weeklyAverage(
      [
        { schedule: "cron(0 22 ? * * *)", min: 0, max: 0 },
        { schedule: "cron(0 6 ? * MON-FRI *)", ...BOUNDS },
      ],
      BOUNDS,
    );
    expect(average.min).toBeCloseTo((2 * 80) / 168, 10);
    expect(average.max).toBeCloseTo((6 * 80) / 168, 10);
  });

  it("K3: stays between the lowest and the highest bounds", () => {
    const change = fc.record({
      schedule: fc
        .tuple(fc.nat(59), fc.nat(23), fc.constantFrom("*", "MON-FRI", "SUN", "2,4"))
        .map(([minute, hour, day]) => `cron(${minute} ${hour} ? * ${day} *)`),
      min: fc.nat(10),
      max: fc.nat(10),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const { min } = weeklyAverage(changes, { min: 99, max: 99 });
        const all = changes.map((one) => one.min);
        expect(min).toBeGreaterThanOrEqual(Math.min(...all) - 1e-9);
        expect(min).toBeLessThanOrEqual(Math.max(...all) + 1e-9);
      }),
    );
  });
});
