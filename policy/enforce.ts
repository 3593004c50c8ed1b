import { App, TerraformStack } from "cdktf";
import { invokeAspects } from "cdktf/lib/synthesize/synthesizer";
import { check, type Report, type StackInput } from "./check";
import { describe } from "./describe";
import type { Attributes } from "./resource";
import { RULES } from "./rules";
import { suppressionsIn } from "./suppression";

/** Stacks break security rules, or suppress some without need. Nothing has been written. */
export class PolicyError extends Error {
  constructor(readonly report: Report) {
    super(describe(report));
    this.name = "PolicyError";
  }
}

/** What was checked and is to be written now, by stack: the very same, so nothing is resolved twice. */
const checked = new WeakMap<TerraformStack, Attributes>();

/**
 * Has a stack checked, together with all others of its app, before the first of them is written.
 *
 * The synthesis throws a {@link PolicyError} with everything that is wrong in any of them.
 */
export function enforcePolicy(stack: TerraformStack): void {
  const validate = () => {
    if (!checked.has(stack)) checkAll(App.of(stack));
    return [];
  };
  stack.node.addValidation({ validate });
}

/** What was checked of a stack, once; undefined where it was not, or has been taken already. */
export function takeChecked(stack: TerraformStack): Attributes | undefined {
  const document = checked.get(stack);
  checked.delete(stack);
  return document;
}

/** Checks all stacks of an app without writing anything. */
export function inspect(app: App): Report {
  return check(prepare(app), RULES);
}

/** All stacks of an app as they would be written, with what is suppressed in them. */
export function prepare(app: App): ReadonlyMap<string, StackInput> {
  const stacks = stacksOf(app);
  stacks.forEach((stack) => stack.prepareStack());
  return inputs(stacks);
}

function checkAll(app: App): void {
  const stacks = stacksOf(app);
  const all = inputs(stacks);
  const report = check(all, RULES);
  if (report.violations.length + report.wrongSuppressions.length > 0) throw new PolicyError(report);
  for (const stack of stacks) checked.set(stack, all.get(stack.node.id)?.document ?? {});
}

function stacksOf(app: App): TerraformStack[] {
  return app.node.findAll().filter((node): node is TerraformStack => TerraformStack.isStack(node));
}

/** Aspects run for each stack when its turn to be written comes; here all are needed at once, so they run before. */
function inputs(stacks: readonly TerraformStack[]): Map<string, StackInput> {
  return new Map(
    stacks.map((stack) => {
      invokeAspects(stack);
      const document = stack.toTerraform() as Attributes;
      return [stack.node.id, { document, suppressions: suppressionsIn(stack) }];
    }),
  );
}
