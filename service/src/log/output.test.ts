import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PatientOutput } from "./output.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A reader that takes so many bytes, then none until it is told to. */
function setup(maxWaiting: number) {
  const reader = { room: 0, text: "", error: "EAGAIN" };
  const dropped: number[] = [];
  const output = new PatientOutput({
    write: (bytes) => {
      const taken = Math.min(reader.room, bytes.length);
      if (taken === 0) throw Object.assign(new Error("write"), { code: reader.error });
      reader.room -= taken;
      reader.text += Buffer.from(bytes.subarray(0, taken)).toString();
      return taken;
    },
    maxWaiting,
    retryMs: 10,
    onDropped: (lines) => dropped.push(lines),
  });
  return { reader, dropped, output, write: (text: string) => output.write(Buffer.from(text)) };
}

it("W5: writes in order and keeps lines whole, however little is read at a time", () => {
  const { reader, dropped, write } = setup(1000);
  const lines = Array.from({ length: 20 }, (_, index) => `line ${String(index)}\n`);
  for (const line of lines) {
    reader.room = 3;
    write(line);
    vi.advanceTimersByTime(10);
  }
  reader.room = 1000;
  vi.advanceTimersByTime(10);
  expect(reader.text).toBe(lines.join(""));
  expect(dropped).toEqual([]);
});

it("W5: drops whole lines beyond the bound, and says how many once it is read again", () => {
  const { reader, dropped, write } = setup(20);
  reader.room = 4;
  write("the first\n");
  for (let index = 0; index < 100; index += 1) write("more\nand more\n");
  vi.advanceTimersByTime(1000);
  expect(reader.text).toBe("the ");
  expect(dropped).toEqual([]);
  reader.room = 1000;
  vi.advanceTimersByTime(10);
  expect(reader.text).toBe("the first\nmore\nand more\n");
  expect(dropped).toEqual([198]);
  write("again\n");
  expect(reader.text).toMatch(/again\n$/);
});

it("W5: keeps no more than the bound in memory, and the buffer that it is given stays the giver's", () => {
  const { reader, output } = setup(64);
  const block = Buffer.from("one\n");
  output.write(block);
  block.write("two\n");
  for (let index = 0; index < 1000; index += 1) output.write(block);
  reader.room = 10_000;
  vi.advanceTimersByTime(10);
  expect(reader.text).toBe(`one\n${"two\n".repeat(15)}`);
});

it("W5: goes on when nobody is there to read, and says what was lost once somebody is", () => {
  const { reader, dropped, write } = setup(1000);
  reader.error = "EPIPE";
  expect(() => {
    write("lost\n");
  }).not.toThrow();
  reader.room = 1000;
  write("read\n");
  expect(reader.text).toBe("read\n");
  expect(dropped).toEqual([1]);
});

it("W5: waits at the end for a moment, not for ever", () => {
  vi.useRealTimers();
  const { output, write, reader } = setup(1000);
  write("waits\n");
  const started = performance.now();
  output.finish(60);
  expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  expect(performance.now() - started).toBeLessThan(500);
  reader.room = 1000;
  output.finish(60);
  expect(reader.text).toBe("waits\n");
});
