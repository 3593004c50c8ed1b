import { expect, it } from "vitest";
import { commandsAtOnce } from "./at-once";

it.each([
  [1, 1],
  [3, 1],
  [7, 3],
  [16, 4],
  [256, 4],
])("P1: with %s GiB of memory, %s Terraform commands run at the same time", (gibibytes, commands) => {
  expect(commandsAtOnce(gibibytes * 1024 ** 3)).toBe(commands);
});

it("P1: without a number, this machine's memory decides", () => {
  expect(commandsAtOnce()).toBeGreaterThanOrEqual(1);
});
