import { totalmem } from "node:os";

/** What Terraform and the AWS provider take at most, both together, while they plan a stack. */
const MEMORY = 2 * 1024 ** 3;

/** More would be throttled by AWS sooner than they would save time. */
const MOST = 4;

/**
 * How many Terraform commands this machine runs at the same time: as many as there is memory for. Processors hardly
 * matter, because most of the time all of them wait for AWS.
 */
export function commandsAtOnce(memory = availableMemory()): number {
  return Math.max(1, Math.min(MOST, Math.floor(memory / MEMORY)));
}

/** In bytes; a container's limit where there is one. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
