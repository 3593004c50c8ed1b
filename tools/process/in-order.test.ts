import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ExpectedError } from "../cli/expected-error";
import { inOrder, type Ordered, reversed, SeveralFailures } from "./in-order";

/** `a`; `b` after `a`; `c` after `a`; `d` after `b` and `c`; `alone`. */
const STACKS: Ordered[] = [
  { id: "d", after: ["b", "c"] },
  { id: "a", after: ["elsewhere"] },
  { id: "b", after: ["a"] },
  { id: "c", after: ["a"] },
  { id: "alone", after: [] },
];

/** Does nothing for a while, and remembers what began and ended, and how many ran at once. */
function recorder(ms = 5) {
  const events: string[] = [];
  let now = 0;
  const seen = { most: 0 };
  const action = async ({ id }: Ordered) => {
    events.push(`+${id}`);
    seen.most = Math.max(seen.most, (now += 1));
    await sleep(ms);
    now -= 1;
    events.push(`-${id}`);
  };
  return { events, seen, action };
}

describe("inOrder", () => {
  it("P1: does each thing once, after those it comes after, and at the same time what may be", async () => {
    const { events, seen, action } = recorder();
    await inOrder(STACKS, action, { atOnce: 9 });
    expect([...events].sort()).toEqual(STACKS.flatMap(({ id }) => [`+${id}`, `-${id}`]).sort());
    for (const { id, after } of STACKS)
      for (const one of after.filter((name) => name !== "elsewhere"))
        expect(events.indexOf(`-${one}`)).toBeLessThan(events.indexOf(`+${id}`));
    expect(events.slice(0, 2)).toEqual(["+a", "+alone"]);
    expect(seen.most).toBeGreaterThan(1);
  });

  it("P1: does not more at the same time than it may", async () => {
    const { events, seen, action } = recorder();
    const things = Array.from({ length: 7 }, (_, index) => ({ id: String(index), after: [] }));
    await inOrder(things, action, { atOnce: 3 });
    expect(seen.most).toBe(3);
    expect(events.filter((event) => event.startsWith("+"))).toEqual(things.map(({ id }) => `+${id}`));
  });

  it("P1: begins nothing after a failure, lets the others end, and says what has not begun", async () => {
    const { events, action } = recorder();
    const notBegun: string[] = [];
    const failing = async (thing: Ordered) => {
      if (thing.id === "b") throw new ExpectedError("b is refused");
      await action(thing);
    };
    const run = inOrder(STACKS, failing, { atOnce: 9, notBegun: ({ id }) => notBegun.push(id) });
    await expect(run).rejects.toThrow(/^b is refused$/);
    expect(events).toContain("-c");
    expect(events).not.toContain("+d");
    expect(notBegun).toEqual(["d"]);
  });

  it("P1: reports every failure, with the stack of those that nobody expected", async () => {
    const failing = async ({ id }: Ordered) => {
      await sleep(1);
      if (id === "b") throw new ExpectedError("refused");
      if (id === "c") throw new TypeError("a bug");
    };
    const error: unknown = await inOrder(STACKS, failing, { atOnce: 9 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SeveralFailures);
    expect((error as Error).message).toMatch(/^b: refused\n\nc: TypeError: a bug\n +at /);
  });

  it("P1: begins nothing after an interrupt, lets the others end, and ends with its reason", async () => {
    const { events, action } = recorder();
    const controller = new AbortController();
    const run = inOrder(
      STACKS,
      async (thing) => {
        if (thing.id === "alone") controller.abort(new Error("interrupted"));
        await action(thing);
      },
      { atOnce: 9, signal: controller.signal },
    );
    await expect(run).rejects.toThrow("interrupted");
    expect(events.sort()).toEqual(["+a", "+alone", "-a", "-alone"]);
  });

  it("P1: refuses things of which each comes after another", async () => {
    const things = [
      { id: "one", after: ["two"] },
      { id: "two", after: ["one"] },
    ];
    await expect(inOrder(things, () => Promise.resolve(), { atOnce: 2 })).rejects.toThrow(
      "each of these comes after another: one, two",
    );
  });
});

describe("reversed", () => {
  it("P1: puts each thing after those that came after it, those too that did so through others", () => {
    const after = Object.fromEntries(reversed(STACKS).map((thing) => [thing.id, [...thing.after].sort()]));
    expect(after).toEqual({ a: ["b", "c", "d"], b: ["d"], c: ["d"], d: [], alone: [] });
  });
});
