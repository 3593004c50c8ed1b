/**
 * Whether a text matches a pattern with `*` (any characters) and `?` (any one).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesText(text: string, pattern: string): boolean {
  return expression(pattern).test(text);
}

/** Whether an action is meant by a pattern; AWS does not tell the cases of actions apart. */
export function matchesAction(action: string, pattern: string): boolean {
  return matchesText(action.toLowerCase(), pattern.toLowerCase());
}

/**
 * Whether an ARN matches a pattern, each of the six parts between colons by itself, as `ArnLike` does.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchesArn(arn: string, pattern: string): boolean {
  const wanted = parts(pattern);
  return parts(arn).every((part, index) => matchesText(part, wanted[index] ?? ""));
}

/** The six parts of an ARN; the last holds whatever colons remain. */
function parts(arn: string): string[] {
  const all = arn.split(":");
  return [...all.slice(0, 5), all.slice(5).join(":")];
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  let found = expressions.get(pattern);
  if (found === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    found = new RegExp(`^${source}$`, "s");
    expressions.set(pattern, found);
  }
  return found;
}
