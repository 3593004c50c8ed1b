import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COLUMNS, layOut, type Place } from "./grid";

const rows = fc.array(
  fc.record({ height: fc.integer({ min: 1, max: 12 }), widgets: fc.array(fc.string(), { maxLength: 15 }) }),
  { maxLength: 10 },
);
const overlap = (a: Place, b: Place) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe("the grid of a dashboard", () => {
  it("M3: places every widget once, in order, inside the columns, and none on another", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const placed = layOut(given);
        expect(placed.map(({ widget }) => widget)).toEqual(given.flatMap(({ widgets }) => widgets));
        for (const { x, width, height } of placed) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(width).toBeGreaterThanOrEqual(1);
          expect(x + width).toBeLessThanOrEqual(COLUMNS);
          expect(height).toBeGreaterThanOrEqual(1);
        }
        placed.forEach((one, index) => {
          for (const other of placed.slice(index + 1)) expect(overlap(one, other)).toBe(false);
        });
      }),
    );
  });

  it("M3: fills every line from edge to edge", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const lines = grouped(layOut(given));
        for (const line of lines.values()) {
          expect(line.reduce((sum, { width }) => sum + width, 0)).toBe(COLUMNS);
        }
      }),
    );
  });

  it("M3: puts at most four widgets side by side, in lines that are about equally full", () => {
    const placed = layOut([{ height: 6, widgets: ["a", "b", "c", "d", "e"] }]);

    expect(placed.map(({ widget, x, y, width }) => [widget, x, y, width])).toEqual([
      ["a", 0, 0, 12],
      ["b", 12, 0, 12],
      ["c", 0, 6, 8],
      ["d", 8, 6, 8],
      ["e", 16, 6, 8],
    ]);
  });
});

/** Places by the line they begin on. */
function grouped(places: readonly Place[]): Map<number, Place[]> {
  const lines = new Map<number, Place[]>();
  for (const place of places) lines.set(place.y, [...(lines.get(place.y) ?? []), place]);
  return lines;
}
