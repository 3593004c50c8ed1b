import type { Resource } from "./resource";

/** How bad it is where the rule is not kept. All of them stop the synthesis. */
export type Severity = "critical" | "high" | "medium" | "low";

/** One thing that must hold for resources of certain types. */
export interface Rule {
  /** Stable: suppressions name it. Lower-case words and hyphens. */
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly title: string;
  readonly severity: Severity;
  /** Terraform's names of the types it looks at; besides them `provider` and `backend`, or `*` for every type. */
  readonly types: readonly string[];
  /** What goes wrong without it. */
  readonly rationale: string;
  /** What to change. */
  readonly fix: string;
  /**
   * Published controls that ask for the same: AWS Foundational Security Best Practices (`RDS.3`), CIS AWS Foundations
   * Benchmark 3.0 (`CIS 2.3.1`), and what checkov (`CKV_AWS_16`) and Trivy, formerly tfsec (`AVD-AWS-0080`), call it.
   */
  readonly controls: readonly string[];
  /** Where AWS says so. @default the page of the first control of AWS Foundational Security Best Practices */
  readonly source?: string;
  /** What was found where it is not kept; nothing where it is. */
  readonly check: (resource: Resource) => Findings;
}

/** What is wrong, each in a few words; one, several or none. */
export type Findings = string | readonly string[] | undefined;

/** Keeps the ids of rules as types. */
export function rules<const All extends readonly Rule[]>(...all: All): All {
  return all;
}

/** An id of AWS Foundational Security Best Practices, or of a Security Hub control outside of that standard. */
const SECURITY_HUB = /^([A-Z][A-Za-z0-9]+)\.(\d+)$/;

/** The page that describes a Security Hub control; undefined for another kind of control. */
export function securityHubPage(control: string): string | undefined {
  const [, service, number] = SECURITY_HUB.exec(control) ?? [];
  if (service === undefined || number === undefined) return undefined;
  const page = service.toLowerCase();
  return `https://docs.aws.amazon.com/securityhub/latest/userguide/${page}-controls.html#${page}-${number}`;
}

/** Where AWS describes what a rule asks for. */
export function sourceOf(rule: Rule): string {
  const page = rule.source ?? rule.controls.map(securityHubPage).find((url) => url !== undefined);
  if (page === undefined)
    throw new Error(`${rule.id}: a source is needed where no Security Hub control is named`);
  return page;
}
