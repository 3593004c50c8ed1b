import { DECLINED } from "../../policy/declined";
import { REVIEWED_TYPES } from "../../policy/reviewed-types";
import { type Rule, sourceOf } from "../../policy/rule";
import { RULES } from "../../policy/rules";
import { wildcardExceptions } from "../../policy/wildcards";

/** Catalogs in the order of the document, with how their controls begin. */
const CATALOGS: readonly (readonly [title: string, begins: RegExp])[] = [
  [
    "AWS Security Hub: Foundational Security Best Practices, and its further controls",
    /^[A-Z][A-Za-z0-9]+\.\d/,
  ],
  ["CIS AWS Foundations Benchmark 3.0", /^CIS /],
  ["checkov", /^CKV/],
  ["Trivy (tfsec)", /^AVD-/],
];

/** What is checked, which published controls that answers, and what is not checked and why. */
export function controlsDocument(): string {
  return [
    "# Security controls",
    "",
    "Generated from `policy/` by `npm run docs`. Every stack is checked against these rules before anything is written;",
    "`npm run policy` shows what was checked, suppressed and violated. Published catalogs of controls are answered type",
    "by type; what the open scanners KICS and Terrascan look for beyond them is either a rule too or declined below.",
    "",
    ...table("Rules", ["rule", "severity", "what must hold", "types", "source"], RULES.map(ruleRow)),
    ...CATALOGS.flatMap(([title, begins]) =>
      table(title, ["control", "rules", "types"], controlRows(begins)),
    ),
    ...table(
      "Controls that are no rules",
      ["control", "asks for", "why not"],
      DECLINED.map((row) => [...row]),
    ),
    ...table(
      "Types with nothing to check",
      ["type", "why"],
      Object.entries(REVIEWED_TYPES).map(([type, why]) => [code(type), why]),
    ),
    ...table(
      'Actions that AWS supports only with the resource "*"',
      ["actions", "why"],
      wildcardExceptions().map(([reason, actions]) => [actions.map(code).join(", "), reason]),
    ),
  ]
    .join("\n")
    .trimEnd();
}

function ruleRow(rule: Rule): string[] {
  return [
    code(rule.id),
    rule.severity,
    rule.title,
    types([rule]),
    `${label(sourceOf(rule))}(${sourceOf(rule)})`,
  ];
}

function label(url: string): string {
  return url.startsWith("https://docs.aws.amazon.com/") ? "[AWS]" : "[Terraform]";
}

function controlRows(begins: RegExp): string[][] {
  const controls = [...new Set(RULES.flatMap(({ controls: all }) => all))].filter((control) =>
    begins.test(control),
  );
  const sorted = controls.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return sorted.map((control) => {
    const rules = RULES.filter((rule) => rule.controls.includes(control));
    return [control, rules.map(({ id }) => code(id)).join(", "), types(rules)];
  });
}

/** Types without the provider's prefix; long lists are those of policy documents. */
function types(rules: readonly Rule[]): string {
  const all = [...new Set(rules.flatMap((rule) => rule.types))].map((type) => type.replace(/^aws_/, ""));
  if (all.includes("*")) return "all";
  const shown = all.slice(0, 4).map(code).join(", ");
  return all.length > 4 ? `${shown} and ${all.length - 4} more` : shown;
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    `## ${title}`,
    "",
    "<!-- prettier-ignore -->",
    line(head),
    line(head.map(() => "--")),
    ...rows.map(line),
    "",
  ];
}
