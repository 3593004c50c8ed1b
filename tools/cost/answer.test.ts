import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Resources, stackOf } from "../testing/priced";
import { answer, budgetOf, summary } from "./answer";
import { costCommand, parseRequest } from "./arguments";
import { describeAssumptions, readAssumptions } from "./assumptions";
import { stacksOf } from "./stacks";

const directory = mkdtempSync(join(tmpdir(), "cost-"));
afterAll(() => rmSync(directory, { recursive: true }));

const small: Resources = { aws_nat_gateway: { nat: {} } };
const large: Resources = { aws_nat_gateway: { nat: {}, second: {} }, aws_kms_key: { key: {} } };
const budget = {
  limit_amount: "100",
  cost_filter: [{ name: "TagKeyValue", values: ["user:Environment$dev"] }],
};
const stacks = [
  stackOf(small, "dev-us-east-1-network"),
  stackOf(large, "prod-us-east-1-network"),
  stackOf({ aws_kms_key: { state: {} }, aws_budgets_budget: { dev: budget } }, "111111111111-state"),
];
/** Throws instead of ending the process. */
const parser = () =>
  costCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
const ask = (...args: string[]) => answer(parseRequest(["--assume", "natGb=0", ...args], parser()), stacks);

/** A synthesized directory of another revision. */
function revision(resource: Resources): string {
  const stack = join(directory, "revision", "stacks", "dev-us-east-1-network");
  mkdirSync(stack, { recursive: true });
  const provider = { aws: [{ region: "us-east-1", allowed_account_ids: ["111111111111"] }] };
  writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify({ resource, provider }));
  return join(directory, "revision");
}

describe("npm run cost", () => {
  it("K3: shows components, stacks, the account's share, the budget and the assumptions", () => {
    const text = ask("dev");
    expect(text).toMatch(/^ {2}network +32\.85 +0\.00 +32\.85$/m);
    expect(text).toMatch(/^ {2}dev-us-east-1-network +32\.85 +0\.00 +32\.85$/m);
    expect(text).toMatch(/^ {2}111111111111-state +1\.00 +0\.15 +1\.15$/m);
    expect(text).toContain("$100.00 a month; the estimate is 33 % of it.");
    expect(text).toMatch(/^ {2}natGb +Data through NAT gateways, in GB a month\. +0$/m);
    expect(text).not.toContain("Every charge");
  });

  it("K3: lists every charge where asked to", () => {
    expect(ask("dev", "--details")).toMatch(
      /dev-us-east-1-network +aws_nat_gateway nat +NAT gateway +730 +hour +0\.045 +32\.85/,
    );
  });

  it("K3: says it in a sentence before a deployment", () => {
    expect(summary("dev", revision({ aws_nat_gateway: { nat: {} } }))).toMatch(
      /^Estimate: \$\d+\.\d\d a month, \$32\.85 of it without any use \(npm run cost -- dev\)\.$/,
    );
  });

  it("K3: compares two environments", () => {
    const text = ask("dev", "--diff", "prod");
    expect(text).toMatch(/^ {2}component +dev +prod +difference$/m);
    expect(text).toMatch(/^ {2}network +32\.85 +65\.70 +\+32\.85$/m);
    expect(text).toMatch(/^ {2}total +32\.85 +66\.85 +\+34\.00$/m);
  });

  it("K3: compares two revisions, resource by resource, for a pull request", () => {
    const text = ask("dev", "--diff-from", revision(large), "--format", "markdown");
    expect(text).toContain("## dev before and after: estimates in US dollars a month");
    expect(text).toContain("| network | 65.70 | 32.85 | -32.85 |");
    expect(text).toContain("| us-east-1-network: aws_nat_gateway second | 32.85 | 0.00 | -32.85 |");
    expect(text).not.toContain("aws_nat_gateway nat |");
  });

  it("K3: says so where nothing changes", () => {
    const same = revision(small);
    expect(ask("dev", "--diff-from", same)).toContain("state: aws_kms_key state");
    expect(answer(parseRequest(["dev", "--diff-from", same]), stacks.slice(0, 2))).toContain(
      "Nothing that is priced.",
    );
  });

  it("K3: gives everything as JSON, unrounded, with the page of each price", () => {
    const result = JSON.parse(ask("dev", "--format", "json")) as {
      budget: number;
      lines: { what: string; monthly: number; price: { source: string } }[];
    };
    expect(result.budget).toBe(100);
    expect(result.lines).toEqual([
      expect.objectContaining({
        what: "NAT gateway",
        monthly: 730 * 0.045,
        price: expect.objectContaining({ source: "https://aws.amazon.com/vpc/pricing/" }) as object,
      }),
    ]);
  });

  it("K1, K3: knows the budget of an environment, and of that one only", () => {
    expect(budgetOf(stacksOf("dev", stacks))).toBe(100);
    expect(budgetOf(stacksOf("prod", stacks))).toBeUndefined();
  });

  it.each([
    [["nope"], 'environment: given "nope"; allowed are dev, prod'],
    [["dev", "--diff", "nope"], 'environment: given "nope"; allowed are dev, prod'],
    [["dev", "--format", "xml"], "argument 'xml' is invalid. Allowed choices are table, markdown, json."],
    [
      ["dev", "--diff", "prod", "--diff-from", "x"],
      "option '--diff-from <cdktf.out>' cannot be used with option '--diff <environment>'",
    ],
    [["dev", "--diff-from", "/nowhere"], "/nowhere: must be a directory that was synthesized into"],
    [["dev", "--assume", "natGb"], '--assume: given "natGb"; allowed is name=number'],
    [["dev", "--assume", "cups=3"], "assumptions: unknown cups; allowed are requests, "],
    [["dev", "--assume", "load=2"], "assumptions: load: must be a share from 0 to 1"],
    [["dev", "--assumptions", "/nowhere.json"], "/nowhere.json: "],
    [["dev", "--region-prices", "/nowhere.json"], "/nowhere.json: "],
    [["dev", "--verbose"], "--verbose"],
  ])("K3: %j is answered with what is possible", (args, message) => {
    expect(() => ask(...args)).toThrow(message);
  });
});

describe("assumptions", () => {
  it("K3: come from a file, then from the command line", () => {
    const path = join(directory, "assumptions.json");
    writeFileSync(path, JSON.stringify({ requests: 20, natGb: 7 }));
    const assumed = readAssumptions(path, ["natGb=8.5"]);
    expect([assumed.requests, assumed.natGb, assumed.responseKb]).toEqual([20, 8.5, 15]);
    writeFileSync(path, "[1]");
    expect(() => readAssumptions(path, [])).toThrow("must be an object of numbers");
  });

  it("K3: are all explained", () => {
    for (const { name, about } of describeAssumptions(readAssumptions(undefined, []))) {
      expect(about, name).toMatch(/^[A-Z].+\.$/);
    }
  });
});
