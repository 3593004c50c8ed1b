import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduleProblem, timezone } from "./schedule";

describe("a schedule", () => {
  it.each([
    "cron(0 20 ? * MON-FRI *)",
    "cron(0 7 * * ? *)",
    "cron(0/15 8-18 1,15 JAN-MAR ? 2027)",
    "cron(*/5 * ? * 2-6 2026-2030)",
    "cron(59 23 31 DEC ? *)",
    "at(2027-11-26T06:00:00)",
    "at(2028-02-29T00:00:00)",
  ])("A6: may be %s", (expression) => {
    expect(scheduleProblem(expression)).toBeUndefined();
  });

  it.each([
    ["0 20 ? * MON-FRI *", "must be cron("],
    ["cron(0 20 * * MON-FRI)", "must have the fields minutes, hours"],
    ["cron(0  20 ? * MON *)", "must have the fields"],
    ["cron(60 20 ? * MON *)", "0 to 59"],
    ["cron(0 24 ? * MON *)", "as hours, not 24"],
    ["cron(0 20 0 * ? *)", "1 to 31"],
    ["cron(0 20 ? 13 MON *)", "JAN, FEB"],
    ["cron(0 20 ? * MO *)", "SUN, MON"],
    ["cron(0 20 ? * FRI-MON *)", "as day of week, not FRI-MON"],
    ["cron(0 20 ? * 8 *)", "1 to 7"],
    ["cron(0 20 * * * *)", "must have ? as day of month or as day of week"],
    ["cron(0 20 ? * ? *)", "and not as both"],
    ["cron(? 20 ? * MON *)", "as minutes, not ?"],
    ["cron(0/0 20 ? * MON *)", "0/0"],
    ["cron(1-2-3 20 ? * MON *)", "1-2-3"],
    ["cron(0 20 ? * MON 1969)", "1970 to 2199"],
    ["at(2027-02-31T06:00:00)", "must be a date and time such as"],
    ["at(2027-11-26 06:00)", "must be a date and time such as"],
    ["rate(5 minutes)", "must be cron("],
  ])("A6: may not be %s", (expression, allowed) => {
    expect(scheduleProblem(expression)).toContain(allowed);
  });

  it("A6: is refused with a reason, or accepted, whatever is written", () => {
    const field = fc.stringMatching(/^[0-9A-Z*?,/-]{0,4}$/);
    fc.assert(
      fc.property(fc.array(field, { minLength: 4, maxLength: 7 }), (fields) => {
        const problem = scheduleProblem(`cron(${fields.join(" ")})`);
        expect(problem ?? "must").toMatch(/^must/);
      }),
    );
  });
});

describe("a time zone", () => {
  it.each([
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "America/Argentina/Buenos_Aires",
    "Etc/GMT+5",
  ])("A6: may be %s", (name) => {
    expect(timezone.safeParse(name).success).toBe(true);
  });

  it.each(["Europe/Atlantis", "europe/berlin", "+02:00", "CET", "Berlin", ""])(
    "A6: may not be %j",
    (name) => {
      expect(timezone.safeParse(name).error?.issues[0]?.message).toBe(
        'must be an IANA time zone such as "UTC" or "Europe/Berlin"',
      );
    },
  );
});
