import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LineBuffer } from "./lineBuffer.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setup(size: number) {
  const written: string[] = [];
  return {
    written,
    buffer: new LineBuffer({ write: (lines) => void written.push(Buffer.from(lines).toString()) }, size, 200),
  };
}

it("writes lines in order, together: when there is no more room, after the interval, or when told to", () => {
  const { written, buffer } = setup(45);
  buffer.write("one\n");
  buffer.write("two\n");
  expect(written).toEqual([]);
  buffer.write("number three\n");
  expect(written).toEqual(["one\ntwo\n"]);
  vi.advanceTimersByTime(200);
  expect(written.at(-1)).toBe("number three\n");
  buffer.write("four\n");
  buffer.flush();
  buffer.flush();
  vi.advanceTimersByTime(1000);
  expect(written).toEqual(["one\ntwo\n", "number three\n", "four\n"]);
});

it("writes a line that is longer than the buffer, after those before it", () => {
  const { written, buffer } = setup(30);
  buffer.write("short\n");
  buffer.write(`${"long".repeat(100)}\n`);
  expect(written).toEqual(["short\n", `${"long".repeat(100)}\n`]);
});

it("keeps characters of every length whole, up to the last byte", () => {
  const { written, buffer } = setup(60);
  const lines = ["aé€😀\n", "😀😀😀\n", "€€€€€€\n", "plain\n", "éééééé\n"];
  for (const line of lines) buffer.write(line);
  buffer.flush();
  expect(written.join("")).toBe(lines.join(""));
});
