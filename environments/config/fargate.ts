/**
 * The CPU and memory combinations that Fargate offers (Linux).
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
const MATRIX: Readonly<
  Record<number, { readonly from: number; readonly to: number; readonly step: number }>
> = {
  256: { from: 512, to: 2048, step: 512 },
  512: { from: 1024, to: 4096, step: 1024 },
  1024: { from: 2048, to: 8192, step: 1024 },
  2048: { from: 4096, to: 16384, step: 1024 },
  4096: { from: 8192, to: 30720, step: 1024 },
  8192: { from: 16384, to: 61440, step: 4096 },
  16384: { from: 32768, to: 122880, step: 8192 },
};

/** CPU units a Fargate task can have; 1024 units are one virtual CPU. */
export const FARGATE_CPU = Object.keys(MATRIX).map(Number);

/** The memory sizes in MiB that go with a number of CPU units; none where the number is not offered. */
export function fargateMemory(cpu: number): number[] {
  const row = MATRIX[cpu];
  if (row === undefined) return [];
  const sizes = Array.from(
    { length: (row.to - row.from) / row.step + 1 },
    (_, index) => row.from + index * row.step,
  );
  // 256 CPU units go with 512, 1024 and 2048 MiB: the step doubles.
  return cpu === 256 ? sizes.filter((size) => size !== 1536) : sizes;
}
