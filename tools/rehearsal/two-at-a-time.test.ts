import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { twoAtATime } from "./two-at-a-time";

describe("twoAtATime", () => {
  it("O3: does everything, in order, and never three at once", async () => {
    const begun: number[] = [];
    let now = 0;
    let most = 0;
    await twoAtATime([30, 5, 5, 5], async (ms) => {
      begun.push(ms);
      most = Math.max(most, (now += 1));
      await sleep(ms);
      now -= 1;
    });
    expect(begun).toEqual([30, 5, 5, 5]);
    expect({ most, now }).toEqual({ most: 2, now: 0 });
  });

  it("O3: fails where one of them does", async () => {
    const fail = (thing: number) => (thing === 2 ? Promise.reject(new Error("two")) : Promise.resolve());
    await expect(twoAtATime([1, 2, 3], fail)).rejects.toThrow("two");
  });
});
