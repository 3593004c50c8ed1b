import type { IConstruct } from "constructs";
import type { RuleId } from "./rules";

/** A rule that is not kept, on purpose. */
export interface Suppression {
  readonly rule: string;
  readonly reason: string;
  /** Path of the construct that it was written for; it holds for everything below. */
  readonly path: string;
}

const METADATA = "policy:suppress";

/**
 * Says that a resource, or everything below a construct, need not keep a rule, and why. The reason shows in the
 * report; a suppression that suppresses nothing is an error, so none is left behind. Terraform does not see it.
 *
 * @param reason why the rule need not be kept here, for somebody who asks in a year
 */
export function suppress(construct: IConstruct, rule: RuleId, reason: string): void {
  construct.node.addMetadata(METADATA, { rule, reason });
}

/** All suppressions of a stack. */
export function suppressionsIn(stack: IConstruct): Suppression[] {
  const found: Suppression[] = [];
  const visit = (construct: IConstruct) => {
    for (const { type, data } of construct.node.metadata) {
      if (type !== METADATA) continue;
      const { rule, reason } = data as Pick<Suppression, "rule" | "reason">;
      found.push({ rule, reason, path: construct.node.path });
    }
    construct.node.children.forEach(visit);
  };
  visit(stack);
  return found;
}
