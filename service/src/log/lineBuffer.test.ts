import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LineBuffer } from "./lineBuffer.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("writes lines in order, together: when there are enough, after the interval, or when told to", () => {
  const written: string[] = [];
  const buffer = new LineBuffer({ write: (text) => written.push(text) }, 10, 200);
  buffer.write("one\n");
  buffer.write("two\n");
  expect(written).toEqual([]);
  buffer.write("three\n");
  expect(written).toEqual(["one\ntwo\nthree\n"]);
  buffer.write("four\n");
  vi.advanceTimersByTime(200);
  expect(written.at(-1)).toBe("four\n");
  buffer.write("five\n");
  buffer.flush();
  buffer.flush();
  vi.advanceTimersByTime(1000);
  expect(written).toEqual(["one\ntwo\nthree\n", "four\n", "five\n"]);
});
