import type { Assumptions } from "./assumptions";
import { type Charge, COMPONENTS, type Component } from "./charge";
import { PRICING } from "./pricing";
import { FREE, USAGE_ONLY } from "./pricing/free";
import type { Price } from "./prices/price";
import { type PriceBook, pricesIn } from "./prices/regions";
import type { EnvironmentStacks, Resource, Stack } from "./stacks";

/** One charge of one resource, in a month. */
export interface Line extends Omit<Charge, "price"> {
  readonly stack: string;
  readonly region: string;
  /** Type and path of the resource. */
  readonly resource: string;
  readonly price: Price;
  /** US dollars a month, unrounded. */
  readonly monthly: number;
}

/** Something that could not be priced. */
export interface Unpriced {
  readonly stack: string;
  readonly resource: string;
  readonly reason: string;
}

/** What an environment costs in a month, list prices, no free tier. */
export interface Estimate {
  readonly environment: string;
  /** Of the environment's own stacks. */
  readonly lines: readonly Line[];
  /** Of what its account has once for all of its environments. */
  readonly accountLines: readonly Line[];
  readonly unpriced: readonly Unpriced[];
  readonly assumptions: Assumptions;
}

/** @throws {UsageError} where a region has no prices */
export function estimate(
  { name, own, account }: EnvironmentStacks,
  assumptions: Assumptions,
  book: PriceBook,
): Estimate {
  const unpriced: Unpriced[] = [];
  const priced = (stacks: readonly Stack[]) =>
    stacks
      .flatMap(({ resources }) => resources)
      .flatMap((resource) => linesOf(resource, own, assumptions, book, (one) => unpriced.push(one)));
  const lines = priced(own);
  return { environment: name, lines, accountLines: priced(account), unpriced, assumptions };
}

function linesOf(
  resource: Resource,
  stacks: readonly Stack[],
  assume: Assumptions,
  book: PriceBook,
  fail: (problem: Unpriced) => void,
): Line[] {
  const place = { stack: resource.stack.id, resource: `${resource.type} ${resource.path}` };
  const pricing = PRICING[resource.type];
  if (pricing === undefined) {
    if (!(resource.type in FREE) && !(resource.type in USAGE_ONLY)) {
      fail({ ...place, reason: `nothing is known about ${resource.type}` });
    }
    return [];
  }
  const charges = pricing(resource, { assume, stacks }).filter(({ quantity }) => quantity > 0);
  if (charges.length === 0) return [];
  const prices = pricesIn(resource.region, book);
  return charges.flatMap(({ price: key, ...charge }): Line[] => {
    const price = prices[key];
    if (price === undefined) {
      fail({ ...place, reason: `${charge.what}: no price ${key} in ${resource.region}` });
      return [];
    }
    const monthly = charge.quantity * price.usd * (1 - (charge.discount ?? 0));
    return [{ ...place, ...charge, region: resource.region, price, monthly }];
  });
}

/** A part of a bill: what is charged for existing, and what use adds. */
export interface Amount {
  readonly fixed: number;
  readonly usage: number;
  readonly total: number;
}

export function sum(lines: readonly Line[]): Amount {
  const of = (usage: boolean) =>
    lines
      .filter((line) => (line.usage ?? false) === usage)
      .reduce((amount, { monthly }) => amount + monthly, 0);
  const [fixed, usage] = [of(false), of(true)];
  return { fixed, usage, total: fixed + usage };
}

/** Amounts by component, in the order of a bill; those without an amount are left out. */
export function byComponent(lines: readonly Line[]): [Component, Amount][] {
  return COMPONENTS.map((name): [Component, Amount] => [
    name,
    sum(lines.filter(({ component }) => component === name)),
  ]).filter(([, { total }]) => total > 0);
}

/** Amounts by stack. */
export function byStack(lines: readonly Line[]): [string, Amount][] {
  const stacks = [...new Set(lines.map(({ stack }) => stack))].sort();
  return stacks.map((id) => [id, sum(lines.filter(({ stack }) => stack === id))]);
}
