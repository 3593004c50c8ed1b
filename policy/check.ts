import type { Attributes, Resource } from "./resource";
import type { Rule } from "./rule";
import { AppView } from "./stack-view";
import type { Suppression } from "./suppression";

/** Something that is not as a rule wants it. */
export interface Violation {
  readonly stack: string;
  readonly rule: Rule;
  /** Path of the construct. */
  readonly path: string;
  /** What Terraform calls the resource. */
  readonly address: string;
  /** What was found, in a few words. */
  readonly found: string;
}

export interface SuppressedViolation extends Violation {
  readonly reason: string;
}

/** A suppression that must not stay as it is. */
export interface WrongSuppression extends Suppression {
  readonly stack: string;
  readonly problem: string;
}

export interface StackInput {
  /** What is about to be written. */
  readonly document: Attributes;
  readonly suppressions: readonly Suppression[];
}

export interface Report {
  /** Stacks that were checked, by id. */
  readonly stacks: readonly string[];
  /** How many resources each rule looked at. */
  readonly examined: ReadonlyMap<Rule, number>;
  readonly resources: number;
  readonly violations: readonly Violation[];
  readonly suppressed: readonly SuppressedViolation[];
  readonly wrongSuppressions: readonly WrongSuppression[];
}

/** Checks all stacks of an app against rules. */
export function check(inputs: ReadonlyMap<string, StackInput>, rules: readonly Rule[]): Report {
  const app = new AppView(new Map([...inputs].map(([id, { document }]) => [id, document])));
  const report = {
    stacks: [...inputs.keys()],
    examined: new Map(rules.map((rule) => [rule, 0])),
    resources: app.stacks.reduce((sum, { resources }) => sum + resources.length, 0),
    violations: [] as Violation[],
    suppressed: [] as SuppressedViolation[],
    wrongSuppressions: [] as WrongSuppression[],
  };
  const known = new Set(rules.map(({ id }) => id));
  for (const stack of app.stacks) {
    const suppressions = inputs.get(stack.id)?.suppressions ?? [];
    const used = new Set<Suppression>();
    const examine = (rule: Rule, resource: Resource) => {
      report.examined.set(rule, (report.examined.get(rule) ?? 0) + 1);
      for (const found of [rule.check(resource) ?? []].flat()) {
        const violation = { stack: stack.id, rule, path: resource.path, address: resource.address, found };
        const effective = suppressions.filter((one) => one.rule === rule.id && covers(one, violation.path));
        effective.forEach((one) => used.add(one));
        const [first] = effective;
        if (first === undefined) report.violations.push(violation);
        else report.suppressed.push({ ...violation, reason: first.reason });
      }
    };
    for (const rule of rules) {
      const resources = rule.types.includes("*")
        ? stack.resources
        : rule.types.flatMap((type) => stack.all(type));
      for (const resource of resources) examine(rule, resource);
    }
    for (const one of suppressions) {
      const problem = wrong(one, known.has(one.rule), used.has(one));
      if (problem !== undefined) report.wrongSuppressions.push({ ...one, stack: stack.id, problem });
    }
  }
  return report;
}

function covers({ path }: Suppression, resourcePath: string): boolean {
  return resourcePath === path || resourcePath.startsWith(`${path}/`);
}

function wrong({ reason }: Suppression, known: boolean, used: boolean): string | undefined {
  if (!known) return "there is no such rule";
  if (reason.trim() === "") return "the reason is missing";
  return used ? undefined : "it suppresses nothing: the rule is kept";
}
