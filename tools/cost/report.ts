import { describeAssumptions } from "./assumptions";
import type { Change, Comparison } from "./compare";
import { type Amount, byComponent, byStack, type Estimate, type Line, sum } from "./estimate";

/** Part of a report: a table, or paragraphs. */
export type Part =
  | {
      readonly title: string;
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Number of columns on the left that are words; the others are numbers. */
      readonly words: number;
    }
  | { readonly title: string; readonly text: readonly string[] };

/** Dollars with two decimals and separators. */
export function dollars(amount: number): string {
  const text = Math.abs(amount).toLocaleString("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return amount < 0 && text !== "0.00" ? `-${text}` : text;
}

function difference(amount: number): string {
  return Math.abs(amount) < 0.005 ? "0.00" : amount > 0 ? `+${dollars(amount)}` : dollars(amount);
}

const AMOUNTS = ["fixed", "usage", "total"];
const amounts = ({ fixed, usage, total }: Amount) => [dollars(fixed), dollars(usage), dollars(total)];

/** What an environment costs, part by part. */
export function estimateReport(estimate: Estimate, budget: number | undefined, details: boolean): Part[] {
  const { environment, lines, accountLines } = estimate;
  const own = sum(lines);
  const shared = sum(accountLines);
  return [
    {
      title: `${environment}: estimate in US dollars a month`,
      header: ["component", ...AMOUNTS],
      rows: [
        ...byComponent(lines).map(([name, amount]) => [name, ...amounts(amount)]),
        ["total", ...amounts(own)],
      ],
      words: 1,
    },
    {
      title: "By stack",
      header: ["stack", ...AMOUNTS],
      rows: [...byStack(lines).map(([id, amount]) => [id, ...amounts(amount)]), ["total", ...amounts(own)]],
      words: 1,
    },
    ...(accountLines.length === 0
      ? []
      : [
          {
            title: "Once per account, shared by its environments",
            header: ["stack", ...AMOUNTS],
            rows: [
              ...byStack(accountLines).map(([id, amount]) => [id, ...amounts(amount)]),
              ["total", ...amounts(shared)],
            ],
            words: 1,
          },
        ]),
    ...(details ? [linesPart([...lines, ...accountLines])] : []),
    ...(budget === undefined
      ? []
      : [
          {
            title: "Budget",
            text: [
              `$${dollars(budget)} a month; the estimate is ${((own.total / budget) * 100).toFixed(0)} % of it.`,
            ],
          },
        ]),
    ...closing(estimate),
  ];
}

function linesPart(lines: readonly Line[]): Part {
  return {
    title: "Every charge",
    header: ["stack", "resource", "what", "quantity", "unit", "price", "a month"],
    rows: lines.map(({ stack, resource, what, quantity, price, discount = 0, monthly }) => [
      stack,
      resource,
      discount > 0 ? `${what} (-${(discount * 100).toFixed(0)} %)` : what,
      String(Number(quantity.toPrecision(6))),
      price.unit,
      String(price.usd),
      dollars(monthly),
    ]),
    words: 3,
  };
}

/** What was not priced, what was assumed, and where prices come from. */
function closing({ lines, accountLines, unpriced, assumptions }: Estimate): Part[] {
  const dates = [...lines, ...accountLines].map(({ price }) => price.asOf).sort();
  return [
    ...(unpriced.length === 0
      ? []
      : [
          {
            title: "Not priced",
            text: unpriced.map(({ stack, resource, reason }) => `${stack}: ${resource}: ${reason}`),
          },
        ]),
    {
      title: "Assumptions (--assume name=number, or --assumptions file.json)",
      header: ["name", "meaning", "value"],
      rows: describeAssumptions(assumptions).map(({ name, value, about }) => [name, about, String(value)]),
      words: 2,
    },
    {
      title: "Prices",
      text: [
        `List prices on demand, seen from ${dates[0] ?? "-"} to ${dates.at(-1) ?? "-"}. No free tier, savings plan, support plan or tax. The pages of AWS decide; --format json names the page of each price.`,
      ],
    },
  ];
}

const CHANGES = ["before", "after", "difference"];
const change = ({ before, after, difference: by }: Change) => [
  dollars(before),
  dollars(after),
  difference(by),
];

/** Two environments, or two revisions of one, side by side. */
export function comparisonReport(comparison: Comparison, names: readonly [string, string]): Part[] {
  const { total, account, components, resources, after } = comparison;
  const same = comparison.before.environment === after.environment;
  return [
    {
      title: `${names[0]} and ${names[1]}: estimates in US dollars a month`,
      header: ["component", ...(same ? CHANGES : [...names, "difference"])],
      rows: [
        ...components.map(([name, one]) => [name, ...change(one)]),
        ["total", ...change(total)],
        ["once per account", ...change(account)],
      ],
      words: 1,
    },
    ...(same
      ? [
          resources.length === 0
            ? { title: "What changes", text: ["Nothing that is priced."] }
            : {
                title: "What changes",
                header: ["resource", ...CHANGES],
                rows: resources.map(([name, one]) => [name, ...change(one)]),
                words: 1,
              },
        ]
      : []),
    ...closing(after),
  ];
}
