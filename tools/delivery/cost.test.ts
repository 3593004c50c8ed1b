import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { costDifference } from "./cost";

const directory = mkdtempSync(join(tmpdir(), "cost-difference-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A synthesized directory with one stack that holds some NAT gateways. */
function synthesized(stack: string, gateways: number): string {
  const output = join(directory, `${stack}-${gateways}`);
  const resource = {
    aws_nat_gateway: Object.fromEntries(Array.from({ length: gateways }, (_, index) => [`nat${index}`, {}])),
  };
  const provider = { aws: [{ region: "us-east-1", allowed_account_ids: ["111111111111"] }] };
  mkdirSync(join(output, "stacks", stack), { recursive: true });
  writeFileSync(join(output, "stacks", stack, "cdk.tf.json"), JSON.stringify({ resource, provider }));
  return output;
}

const one = synthesized("dev-us-east-1-network", 1);
const two = synthesized("dev-us-east-1-network", 2);
const other = synthesized("prod-us-east-1-network", 1);

describe("P1: the cost of a change, as a pull request's comment shows it", () => {
  it("is the difference to the revision before", () => {
    expect(costDifference("dev", one, two)).toMatch(/^\| network \| [\d.]+ \| [\d.]+ \| \+32\.85 \|$/m);
  });

  it("is the whole where the revision before could not be synthesized", () => {
    expect(costDifference("dev", undefined, two)).toMatch(/^\| network \| 65\.70 \|/m);
  });

  it("is the reason where a revision lacks the environment", () => {
    expect(costDifference("dev", other, one)).toBe('environment: given "dev"; allowed are prod');
  });
});
