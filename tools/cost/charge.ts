import type { Assumptions } from "./assumptions";
import type { Resource, Stack } from "./stacks";

/** Hours of an average month, as AWS counts them: https://aws.amazon.com/calculator/calculator-assumptions/ */
export const HOURS = 730;
/** Days of such a month. */
export const DAYS = HOURS / 24;

/** What the parts of a bill are called. */
export const COMPONENTS = [
  "network",
  "endpoints",
  "load balancer",
  "firewall",
  "compute",
  "database",
  "cache",
  "queue",
  "storage",
  "logs",
  "monitoring",
  "log analytics",
  "security",
  "backup",
  "dns",
  "delivery",
] as const;

export type Component = (typeof COMPONENTS)[number];

/** Something that a resource is charged for, in a month. */
export interface Charge {
  readonly component: Component;
  /** What it is, in two or three words. */
  readonly what: string;
  /** Key of the price. */
  readonly price: string;
  /** In the unit of the price. */
  readonly quantity: number;
  /** Share by which it is cheaper than listed. @default 0 */
  readonly discount?: number;
  /** Whether it depends on use, and so on the assumptions; else it is charged for existing. */
  readonly usage?: boolean;
}

/** What a pricing unit may look at besides its resource. */
export interface Context {
  readonly assume: Assumptions;
  /** All stacks of the environment, in all regions. */
  readonly stacks: readonly Stack[];
}

/** What a resource is charged for; a pure function of the synthesized attributes and the assumptions. */
export type Pricing = (resource: Resource, context: Context) => readonly Charge[];

/** An even share of what is assumed for the environment: one divided by the number of resources it falls on. */
export function evenly(
  { stacks }: Context,
  type: string,
  counts: (resource: Resource) => boolean = () => true,
): number {
  const all = stacks.flatMap((stack) => stack.all(type).filter(counts));
  return all.length === 0 ? 0 : 1 / all.length;
}

/** What is stored in the long run of what is added every month, in multiples of a month's. */
export function keptMonths(days: number): number {
  return days / DAYS;
}
