import { expect, it } from "vitest";
import { FARGATE_CPU, fargateMemory } from "./fargate";

/** Every size in GiB between two of the table, a step apart. */
const from = (first: number, to: number, step: number) =>
  Array.from({ length: (to - first) / step + 1 }, (_, index) => (first + index * step) * 1024);

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size */
const AWS_TABLE = new Map([
  [256, [512, 1024, 2048]],
  [512, from(1, 4, 1)],
  [1024, from(2, 8, 1)],
  [2048, from(4, 16, 1)],
  [4096, from(8, 30, 1)],
  [8192, from(16, 60, 4)],
  [16384, from(32, 120, 8)],
]);

it("C2: offers the CPU units that Fargate offers", () => {
  expect(FARGATE_CPU).toEqual([...AWS_TABLE.keys()]);
});

it.each([...AWS_TABLE])("C2: offers with %i CPU units the memory that Fargate offers", (cpu, memory) => {
  expect(fargateMemory(cpu)).toEqual(memory);
});

it("C2: offers no memory with CPU units that Fargate lacks", () => {
  expect(fargateMemory(300)).toEqual([]);
});
