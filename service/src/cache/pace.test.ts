import { expect, it } from "vitest";
import { Pace } from "./pace.js";

/** A pace, and a clock that goes on by the waits that it asks for. */
function setup() {
  const clock = { now: 0 };
  const pace = new Pace(() => clock.now);
  const attempt = (): number => {
    const ms = pace.next();
    clock.now += ms;
    return ms;
  };
  return { clock, attempt };
}

it("R2: lets a second pass between attempts, then more, and never more than four", () => {
  const { attempt } = setup();
  const waits = Array.from({ length: 50 }, attempt);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(4000);
  expect(waits[0]).toBeLessThan(1400);
  expect(Math.min(...waits.slice(3))).toBeGreaterThanOrEqual(3000);
});

it("R2: does not ask every process for the same time", () => {
  const first = () => setup().attempt();
  expect(new Set(Array.from({ length: 20 }, first)).size).toBeGreaterThan(10);
});

it("R2: lets the first attempt be made at once after a calm time, and not the second", () => {
  const { clock, attempt } = setup();
  for (let count = 0; count < 5; count += 1) attempt();
  // More than ten seconds: the waits are fractions, so their sum may be a hair short of the time of the last attempt.
  clock.now += 10_001;
  expect(attempt()).toBe(0);
  const second = attempt();
  expect(second).toBeGreaterThanOrEqual(1000);
  expect(second).toBeLessThan(2000);
});
