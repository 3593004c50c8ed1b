import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodeClicks, encodeClicks, maxLinksPerMessage } from "./clickMessage.js";

describe("click message", () => {
  it("is read as it was written", () => {
    const message = { id: randomUUID(), clicks: { abc: 1, DEF: 2 ** 40 } };
    expect(decodeClicks(encodeClicks(message))).toEqual(message);
  });

  it("stays far below the size limit of a message", () => {
    const longest = Array.from({ length: maxLinksPerMessage }, (_, index) => [
      String(index).padStart(16, "x"),
      2 ** 53 - 1,
    ]);
    const text = encodeClicks({
      id: randomUUID(),
      clicks: Object.fromEntries(longest) as Record<string, number>,
    });
    expect(text.length * 10).toBeLessThan(262_144);
  });

  it.each([
    "",
    "not JSON",
    "null",
    "{}",
    JSON.stringify({ id: "1", clicks: {} }),
    JSON.stringify({ id: randomUUID(), clicks: { abc: 0 } }),
    JSON.stringify({ id: randomUUID(), clicks: { abc: -1 } }),
    JSON.stringify({ id: randomUUID(), clicks: { abc: 1.5 } }),
    JSON.stringify({ id: randomUUID(), clicks: { abc: "1" } }),
    JSON.stringify({ id: randomUUID(), clicks: { "": 1 } }),
    JSON.stringify({ id: randomUUID(), clicks: { ["x".repeat(17)]: 1 } }),
  ])("is not %s", (text) => {
    expect(decodeClicks(text)).toBeUndefined();
  });
});
