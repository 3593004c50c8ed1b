import { createHash } from "node:crypto";
import { type Cidr, formatCidr, overlaps, parseCidr } from "./cidr";
import { ZONES } from "./zones";

/**
 * Blocks that are never chosen for an environment: the first two are what examples and most networks begin with,
 * the others are what container engines and Kubernetes give their own networks.
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
const RESERVED = ["10.0.0.0/15", "10.88.0.0/16", "10.96.0.0/12", "10.244.0.0/16"].map(block);

/** All the blocks that can be chosen: the /16 of 10.0.0.0/8 that are not reserved. */
const CANDIDATES = Array.from({ length: 256 }, (_, second) => ({
  first: (10 * 256 + second) * 65536,
  prefix: 16,
})).filter((candidate) => !RESERVED.some((reserved) => overlaps(reserved, candidate)));

/**
 * The address block of an environment's VPC in a region where the configuration names none. It follows from the names
 * alone: neither other environments nor the place in a list move it, and regions of one environment never share one.
 */
export function defaultBlock(project: string, environment: string, region: string): string {
  const hash = createHash("sha256").update(`${project}/${environment}`).digest().readUInt32BE(0);
  // A region that does not exist is refused elsewhere.
  const position = Math.max(0, Object.keys(ZONES).indexOf(region));
  const chosen = CANDIDATES[(hash + position) % CANDIDATES.length];
  if (chosen === undefined) throw new Error("there are no address blocks");
  return formatCidr(chosen);
}

/** A block that overlaps none of those that are used, to be proposed; undefined where there is none. */
export function freeBlock(used: readonly string[]): string | undefined {
  const taken = used.map(block);
  const free = CANDIDATES.find((candidate) => !taken.some((other) => overlaps(other, candidate)));
  return free && formatCidr(free);
}

function block(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`${text} is not an address block`);
  return parsed;
}
