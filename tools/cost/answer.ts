import type { Request } from "./arguments";
import { readAssumptions } from "./assumptions";
import { compare } from "./compare";
import { estimate, sum } from "./estimate";
import { PRICES, withPricesOf } from "./prices/regions";
import { asMarkdown, asText } from "./render";
import { comparisonReport, dollars, estimateReport, type Part } from "./report";
import { type EnvironmentStacks, readStacks, type Stack, stacksOf } from "./stacks";

/**
 * What is printed for a request.
 *
 * @param stacks of all environments, synthesized
 * @throws {UsageError} where the request does not fit them
 */
export function answer(request: Request, stacks: readonly Stack[]): string {
  const assumptions = readAssumptions(request.assumptions, request.assume);
  const book = request.regionPrices === undefined ? PRICES : withPricesOf(request.regionPrices, PRICES);
  const name = request.environment;
  const estimateOf = (environment: string, of: readonly Stack[]) =>
    estimate(stacksOf(environment, of), assumptions, book);
  const current = estimateOf(name, stacks);
  if (request.diff !== undefined) {
    const other = estimateOf(request.diff, stacks);
    const comparison = compare(current, other);
    return show(request, comparison, () => comparisonReport(comparison, [name, request.diff ?? ""]));
  }
  if (request.diffFrom !== undefined) {
    const before = estimateOf(name, readStacks(request.diffFrom));
    const comparison = compare(before, current);
    return show(request, comparison, () => comparisonReport(comparison, [`${name} before`, "after"]));
  }
  const budget = budgetOf(stacksOf(name, stacks));
  return show(request, { ...current, budget }, () => estimateReport(current, budget, request.details));
}

/** What an environment of a synthesized directory costs, in a sentence. */
export function summary(environment: string, directory: string): string {
  const stacks = stacksOf(environment, readStacks(directory));
  const { total, fixed } = sum(estimate(stacks, readAssumptions(undefined, []), PRICES).lines);
  return `Estimate: $${dollars(total)} a month, $${dollars(fixed)} of it without any use (npm run cost -- ${environment}).`;
}

function show({ format }: Request, json: object, parts: () => Part[]): string {
  if (format === "json") return JSON.stringify(json, null, 2);
  return format === "markdown" ? asMarkdown(parts()) : asText(parts());
}

/** What the environment's own budget allows, in dollars a month; undefined where it has none. */
export function budgetOf({ name, account }: EnvironmentStacks): number | undefined {
  const [budget] = account
    .flatMap((stack) => stack.all("aws_budgets_budget"))
    .filter(({ attributes }) =>
      JSON.stringify(attributes["cost_filter"] ?? "").includes(`Environment$${name}"`),
    );
  return budget?.number("limit_amount", 0);
}
