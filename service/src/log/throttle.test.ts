import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Throttle } from "./throttle.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("lets one message through per interval, and says how many it held back", () => {
  const throttle = new Throttle(60_000);
  const written: number[] = [];
  for (let second = 0; second < 130; second += 1) {
    throttle.run((suppressed) => written.push(suppressed));
    vi.advanceTimersByTime(1000);
  }
  expect(written).toEqual([0, 59, 59]);
});
