import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codePattern, newCode } from "./code.js";
import { decodeCursor, encodeCursor } from "./cursor.js";

describe("newCode", () => {
  it("is eight characters that are not mistaken for each other, and never the same", () => {
    const codes = Array.from({ length: 2000 }, newCode);
    expect(new Set(codes).size).toBe(2000);
    for (const code of codes) expect(code).toMatch(codePattern);
    // 16,000 characters from an alphabet of 58: each is expected 276 times.
    expect(new Set(codes.join("")).size).toBe(58);
  });
});

describe("cursor", () => {
  it("leads back to its place", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (id) => {
        expect(decodeCursor(encodeCursor(id))).toBe(id);
      }),
    );
  });

  it.each(["", "!", "MA", "LTE", Buffer.from("1 or 1").toString("base64url")])("is not %j", (text) => {
    expect(decodeCursor(text)).toBeUndefined();
  });
});
