import type { Report, SuppressedViolation, Violation } from "../../policy/check";
import { describe } from "../../policy/describe";
import { sourceOf } from "../../policy/rule";

/** The report for people: what was checked, suppressed and violated. */
export function asTable(report: Report): string {
  const { suppressed, violations, wrongSuppressions } = report;
  const rows = [...report.examined]
    .filter(([, resources]) => resources > 0)
    .map(([rule, resources]) => {
      const of = (all: readonly Violation[]) => all.filter((one) => one.rule === rule).length;
      return [rule.id, rule.severity, String(resources), String(of(suppressed)), String(of(violations))];
    });
  const failed = violations.length + wrongSuppressions.length > 0;
  return [
    ...aligned([["rule", "severity", "checked", "suppressed", "violated"], ...rows]),
    "",
    ...suppressions(suppressed),
    `${rows.length} of ${report.examined.size} rules looked at ${report.resources} resources of ${report.stacks.length} stacks: ` +
      `${suppressed.length} suppressed, ${violations.length} violated.`,
    ...(failed ? ["", describe(report)] : []),
  ].join("\n");
}

/** Reasons, each with the places that it is given for. */
function suppressions(all: readonly SuppressedViolation[]): string[] {
  const groups = new Map<string, Set<string>>();
  for (const { rule, reason, path } of all) {
    const title = `${rule.id}: ${reason}`;
    groups.set(title, (groups.get(title) ?? new Set()).add(path));
  }
  if (groups.size === 0) return [];
  const lines = [...groups].flatMap(([title, paths]) => [
    `  ${title}`,
    ...[...paths].map((path) => `      ${path}`),
  ]);
  return ["Suppressed:", ...lines, ""];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
}

/** The report for programs. */
export function asJson(report: Report): string {
  const one = ({ stack, path, address, rule, found }: Violation) => ({
    stack,
    path,
    address,
    rule: rule.id,
    severity: rule.severity,
    found,
    fix: rule.fix,
  });
  const content = {
    stacks: report.stacks,
    resources: report.resources,
    rules: [...report.examined].map(([{ id, severity, title, controls }, checked]) => ({
      id,
      severity,
      title,
      controls,
      checked,
    })),
    violations: report.violations.map(one),
    suppressed: report.suppressed.map((violation) => ({ ...one(violation), reason: violation.reason })),
    wrongSuppressions: report.wrongSuppressions,
  };
  return JSON.stringify(content, undefined, 2);
}

const LEVEL = { critical: "error", high: "error", medium: "warning", low: "note" } as const;
/** GitHub sorts findings by this number. https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const SECURITY_SEVERITY = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" } as const;

/** The report as SARIF 2.1.0, which code scanning shows. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function asSarif(report: Report): string {
  const rules = [...report.examined.keys()].map((rule) => ({
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.rationale },
    help: { text: rule.fix },
    helpUri: sourceOf(rule),
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: {
      tags: ["security", ...rule.controls],
      "security-severity": SECURITY_SEVERITY[rule.severity],
    },
  }));
  const result = ({ stack, path, address, rule, found }: Violation, reason?: string) => ({
    ruleId: rule.id,
    level: LEVEL[rule.severity],
    message: { text: `${path}: ${found}. ${rule.fix}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: `cdktf.out/stacks/${stack}/cdk.tf.json` } },
        logicalLocations: [{ fullyQualifiedName: `${stack}/${address}`, kind: "resource" }],
      },
    ],
    ...(reason !== undefined && { suppressions: [{ kind: "inSource", justification: reason }] }),
  });
  const wrong = report.wrongSuppressions.map(({ stack, path, rule, problem }) => ({
    level: "error",
    message: { text: `${path} suppresses ${rule}: ${problem}.` },
    locations: [{ physicalLocation: { artifactLocation: { uri: `cdktf.out/stacks/${stack}/cdk.tf.json` } } }],
  }));
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "webapp-platform-policy", rules } },
        results: [
          ...report.violations.map((violation) => result(violation)),
          ...report.suppressed.map((violation) => result(violation, violation.reason)),
          ...wrong,
        ],
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}
