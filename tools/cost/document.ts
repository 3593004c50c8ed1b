import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnvironmentInput } from "../../environments/config/schema";
import { environment, synthesizeInto } from "../testing/synthesize";
import { describeAssumptions, readAssumptions } from "./assumptions";
import { COMPONENTS } from "./charge";
import { type Base, CHOICES, type Choice } from "./choices";
import { byComponent, type Estimate, estimate, sum } from "./estimate";
import { FREE, USAGE_ONLY } from "./pricing/free";
import { PRICES } from "./prices/regions";
import { markdownTable } from "./render";
import { readStacks, stacksOf } from "./stacks";

const load = createRequire(__filename);
const SHIPPED = ["dev", "staging", "prod"] as const;

const ONE_REGION = "prod, one region";

function inputOf(base: Base): EnvironmentInput {
  const file = join(__dirname, "..", "..", "environments", nameOf(base));
  const input = (load(file) as { default: EnvironmentInput }).default;
  return base === ONE_REGION ? { ...input, regions: input.regions.slice(0, 1) } : input;
}

function nameOf(base: Base): (typeof SHIPPED)[number] {
  return base === ONE_REGION ? "prod" : base;
}

/** The estimate of an environment that may be in no file. */
function estimateOfInput(name: string, input: EnvironmentInput): Estimate {
  const directory = mkdtempSync(join(tmpdir(), "webapp-platform-cost-"));
  try {
    synthesizeInto(directory, [environment(input, name)]);
    return estimate(stacksOf(name, readStacks(directory)), readAssumptions(undefined, []), PRICES);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What a choice adds a month, in dollars; less than zero where it saves. */
function effectOf({ base, change }: Choice, before: number): number {
  return sum(estimateOfInput(nameOf(base), change(inputOf(base))).lines).total - before;
}

/** Whole dollars: the document changes when something does that matters. */
function whole(amount: number): string {
  return Math.round(amount).toLocaleString("en-US");
}

function signed(amount: number): string {
  const rounded = Math.round(amount);
  if (rounded === 0) return amount > 0 ? "< +1" : "> −1";
  return `${rounded > 0 ? "+" : "−"}${Math.abs(rounded).toLocaleString("en-US")}`;
}

function environmentsTable(estimates: readonly Estimate[]): string {
  const amount = (of: Estimate, component: string) =>
    byComponent(of.lines).find(([name]) => name === component)?.[1].total ?? 0;
  const rows = COMPONENTS.filter((name) => estimates.some((of) => amount(of, name) > 0)).map((name) => [
    name,
    ...estimates.map((of) => whole(amount(of, name))),
  ]);
  const line = (title: string, value: (of: Estimate) => number) => [
    title,
    ...estimates.map((of) => whole(value(of))),
  ];
  return markdownTable(
    ["component", ...SHIPPED],
    [
      ...rows,
      line("total", ({ lines }) => sum(lines).total),
      line("of it fixed", ({ lines }) => sum(lines).fixed),
      line("once per account", ({ accountLines }) => sum(accountLines).total),
    ],
    1,
  );
}

function choicesTable(totals: Readonly<Record<string, number>>): string {
  const rows = CHOICES.map((choice) => [
    choice.title,
    `\`${choice.setting}\``,
    choice.base,
    signed(effectOf(choice, totals[choice.base] ?? 0)),
  ]);
  return markdownTable(["choice", "setting", "tried on", "dollars a month"], rows, 3);
}

function oneRegion(): readonly [string, Estimate] {
  return [ONE_REGION, estimateOfInput("prod", inputOf(ONE_REGION))];
}

/** docs/cost.md: what the shipped environments cost, and which choices matter. */
export function costDocument(): string {
  const estimates = SHIPPED.map((name) => estimateOfInput(name, inputOf(name)));
  const totals = Object.fromEntries(
    [...estimates.map((of) => [of.environment, of] as const), oneRegion()].map(([base, of]) => [
      base,
      sum(of.lines).total,
    ]),
  );
  const assumed = describeAssumptions(readAssumptions(undefined, []));
  const reasons = (of: Readonly<Record<string, string>>) =>
    [...new Set(Object.values(of))].map((reason) => {
      const types = Object.keys(of).filter((type) => of[type] === reason);
      return [reason, types.map((type) => `\`${type}\``).join(", ")];
    });
  return `<!-- Made by \`npm run docs\` from the environments and the price table. Do not edit. -->

# Cost

## What the shipped environments cost

List prices of us-east-1 and us-west-2 in US dollars a month, computed from what is synthesized:

${environmentsTable(estimates)}

\`npm run cost -- <environment>\` shows the same for any environment, before anything is deployed, by component and by
stack, with every assumption; \`--details\` lists every charge. \`--diff <environment>\` compares two environments,
\`--diff-from <directory>\` two revisions: synthesize the other one with \`CDKTF_OUTDIR=<directory>\`. With
\`--format markdown\` the result fits into a pull request, with \`--format json\` into a program.

What is **fixed** is charged for existing; the rest depends on use, and so on the assumptions below. Change them with
\`--assume requests=50\`, or several in a file with \`--assumptions file.json\`. Where an environment has a budget, the
estimate is compared with it.

## Which choices matter

Each choice alone, on the environment where it makes a difference:

${choicesTable(totals)}

OpenSearch for logs is never on by itself: whoever does without \`logAnalytics\` pays nothing for it, and saved
CloudWatch Logs Insights queries cost $0.005 per GB that they read. Its smallest form, which loses logs with its node,
is \`logAnalytics: { nodes: 1, zones: 1, masters: 0 }\`. Firehose counts each log line as 5 KB.

Where to look first: a second region doubles everything; then the database; then what is charged by the hour in each
zone (NAT gateways, interface endpoints), which a quiet environment pays as a busy one does. Without interface
endpoints the same traffic passes the NAT gateways, at $0.045 per GB instead of $0.01. Spot tasks are taken away with
two minutes' notice: \`onDemandBase\` keeps some that are not. Enhanced Container Insights has more metrics at a lower
price each: with fewer than about five tasks it is the cheaper one.

## Being told

Budgets and anomaly detection are free. They are part of the account's baseline (\`npm run baseline\`), and go to its
alert topic, so to \`baseline.alerts.emails\`, and to \`baseline.cost.emails\`.

- **Budget of an environment**: \`cost.monthlyBudget\`. It counts what has the environment's tag, so the tag has to be
  activated (below); until then AWS counts nothing. People are told at 80 and 100 % spent, and when AWS forecasts 100 %.
- **Budget of the account**: \`baseline.cost.monthlyBudget\`.
- **Unusual spending**: \`baseline.cost.anomalies\`, on unless switched off. An account has one monitor of services, and
  AWS may have made it (Default-Services-Monitor): \`npm run baseline\` adopts it. It can also be named in
  \`anomalies.monitor\`.
- **Cost-allocation tags**: \`baseline.cost.allocationTags: true\` activates Project and Environment. AWS refuses a tag
  that it has never seen on a bill: deploy first, and switch it on a day later. In an organization only the account
  that pays can do so.
- **Trusted Advisor**: \`baseline.cost.trustedAdvisor: true\` announces idle and oversized resources. AWS sends these
  events only to accounts with Business Support or above.

## Where the prices come from

\`tools/cost/prices\` holds each price with its unit, the page of AWS that states it, and the month it was seen. They
were taken from public copies of the AWS Price List and of AWS's pricing pages; AWS decides. Nothing is rounded before
the end; no free tier, savings plan, support plan or tax is considered. Prices of other regions, or of an instance
class that is missing, come from a file: \`--region-prices prices.json\` with
\`{ "eu-central-1": { "nat.hour": 0.052 } }\`; the keys are those of the price table. What has no price is listed, never
left out in silence: so is the retention of Database Insights beyond a week, for which no public copy of the price was
found (\`insights.vcpu\`, \`insights.acu\`).

## Assumptions

${markdownTable(
  ["name", "value", "meaning"],
  assumed.map(({ name, value, about }) => [`\`${name}\``, String(value), about]),
  3,
)}

## What is not counted

Types that cost nothing by themselves:

${markdownTable(["reason", "types"], reasons(FREE), 2)}

Types that are charged by use, but so little that it is left out:

${markdownTable(["reason", "types"], reasons(USAGE_ONLY), 2)}`;
}
