import { type Assumptions, readAssumptions } from "../cost/assumptions";
import { type Estimate, estimate } from "../cost/estimate";
import { PRICES } from "../cost/prices/regions";
import { type Blocks, Stack } from "../cost/stacks";

/** Resources as they stand in `cdk.tf.json`: type, name, attributes. */
export type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** What is assumed where a test does not say otherwise. */
export const ASSUMED = readAssumptions(undefined, []);

/** A stack of resources that a test writes down. */
export function stackOf(resource: Resources, id = "test-us-east-1-service", region = "us-east-1"): Stack {
  return new Stack(id, {
    resource: resource as Blocks,
    provider: { aws: [{ region, allowed_account_ids: ["111111111111"] }] },
  });
}

/** The estimate of one such stack. */
export function estimateOf(resource: Resources, assume: Partial<Assumptions> = {}): Estimate {
  const stacks = { name: "test", own: [stackOf(resource)], account: [] };
  return estimate(stacks, { ...ASSUMED, ...assume }, PRICES);
}

/** What each charge costs a month, by what it is; to hundredths of a cent. */
export function charges(resource: Resources, assume: Partial<Assumptions> = {}): Record<string, number> {
  const { lines, unpriced } = estimateOf(resource, assume);
  if (unpriced.length > 0) throw new Error(JSON.stringify(unpriced));
  const amounts: Record<string, number> = {};
  for (const { what, monthly } of lines) {
    amounts[what] = Number(((amounts[what] ?? 0) + monthly).toFixed(4));
  }
  return amounts;
}
