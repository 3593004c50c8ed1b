import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slotOf, weeksBefore } from "./weeks";

const clock = (instant: Date, timeZone: string) =>
  new Intl.DateTimeFormat("en-US", { timeZone, weekday: "long", hour: "2-digit", minute: "2-digit" }).format(
    instant,
  );

describe("the same time of week", () => {
  it("A4: is the same by the clock on both sides of a change to summer time", () => {
    const monday = new Date("2026-03-30T07:00:00Z");

    expect(weeksBefore(monday, 1, "Europe/Berlin").toISOString()).toBe("2026-03-23T08:00:00.000Z");
    expect(weeksBefore(monday, 1, "UTC").toISOString()).toBe("2026-03-23T07:00:00.000Z");
    expect(weeksBefore(monday, 4, "America/New_York").toISOString()).toBe("2026-03-02T08:00:00.000Z");
  });

  it("A4: shows the same weekday, hour and minute, but in the hour that is skipped or repeated", () => {
    const zones = fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kolkata",
      "Australia/Lord_Howe",
    );
    const noon = fc
      .integer({ min: 0, max: 3000 })
      .map((days) => new Date(Date.UTC(2024, 0, 1 + days, 12, 25)));
    fc.assert(
      fc.property(noon, zones, fc.integer({ min: 1, max: 8 }), (instant, zone, weeks) => {
        expect(clock(weeksBefore(instant, weeks, zone), zone)).toBe(clock(instant, zone));
      }),
    );
  });
});

it("A4: a slot starts at a multiple of five minutes", () => {
  expect(slotOf(new Date("2026-03-30T07:04:59.999Z")).toISOString()).toBe("2026-03-30T07:00:00.000Z");
  expect(slotOf(new Date("2026-03-30T07:05:00Z")).toISOString()).toBe("2026-03-30T07:05:00.000Z");
});
