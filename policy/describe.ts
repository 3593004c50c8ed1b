import type { Report, Violation, WrongSuppression } from "./check";

/** Everything that is wrong, in words: where, what was found, how to mend it. */
export function describe({ violations, wrongSuppressions }: Report): string {
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
  const what = [
    ...(violations.length > 0 ? [count(violations.length, "violation")] : []),
    ...(wrongSuppressions.length > 0 ? [count(wrongSuppressions.length, "wrong suppression")] : []),
  ].join(" and ");
  return [
    `The security policy has ${what}; nothing was written.`,
    ...violations.map(violationText),
    ...wrongSuppressions.map(suppressionText),
  ].join("\n");
}

function violationText({ path, address, rule, found }: Violation): string {
  return [
    `  ${path} (${address})`,
    `      rule:  ${rule.id} (${rule.severity}): ${rule.title}`,
    `      found: ${found}`,
    `      fix:   ${rule.fix}`,
  ].join("\n");
}

function suppressionText({ path, rule, problem }: WrongSuppression): string {
  return [
    `  ${path}`,
    `      suppresses: ${rule}`,
    `      problem:    ${problem}`,
    `      fix:        Remove the suppression, or mend it.`,
  ].join("\n");
}
