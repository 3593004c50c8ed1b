import type { Attributes } from "../resource";

/** Resources of one stack: type → name → attributes. */
export type Fragment = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

/** What a rule lets through, and what it does not. */
export interface Examples {
  readonly passes: readonly Fragment[];
  readonly fails: readonly Fragment[];
}

/** A reference to the key that {@link of} adds. */
export const KEY = "${aws_kms_key.key.arn}";

/**
 * One resource that is as it should be, and changes each of which breaks the rule; undefined takes an attribute away.
 *
 * @param around further resources, by type and name
 */
export function of(
  type: string,
  good: Attributes,
  changes: readonly Attributes[],
  around: Fragment = {},
): Examples {
  const fragment = (attributes: Attributes): Fragment => ({
    ...(type !== "aws_kms_key" && { aws_kms_key: { key: {} } }),
    ...around,
    [type]: { ...around[type], it: attributes },
  });
  return { passes: [fragment(good)], fails: changes.map((change) => fragment({ ...good, ...change })) };
}

/** An attribute that must be true. */
export function flag(type: string, name: string, around: Attributes = {}): Examples {
  return of(type, { ...around, [name]: true }, [
    { [name]: false },
    { [name]: undefined },
    { [name]: "${var.x}" },
  ]);
}

/** An attribute that must be a customer's key. */
export function key(type: string, name: string, around: Attributes = {}): Examples {
  return of(type, { ...around, [name]: KEY }, [
    { [name]: undefined },
    { [name]: "alias/aws/service" },
    { [name]: "${aws_vpc.it.id}" },
    { [name]: "${aws_kms_key.missing.arn}" },
  ]);
}

/** A resource that another one has to refer to. */
export function companion(
  type: string,
  other: string,
  attribute: string,
  good: Attributes = {},
  changes: readonly Attributes[] = [],
  itself: Attributes = {},
): Examples {
  const reference = { [attribute]: `\${${type}.it.id}` };
  const fragment = (attributes: Attributes): Fragment => ({
    [type]: { it: itself },
    [other]: { other: { ...reference, ...attributes } },
  });
  return {
    passes: [fragment(good)],
    fails: [
      { [type]: { it: itself } },
      fragment({ ...good, [attribute]: `\${${type}.another.id}` }),
      ...changes.map((change) => fragment({ ...good, ...change })),
    ],
  };
}

/** A policy document with one statement. */
export function policy(statement: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "One", Effect: "Allow", ...statement }],
  });
}

/** A task definition with one container. */
export function task(container: Attributes, around: Attributes = {}): Attributes {
  return { ...around, container_definitions: JSON.stringify([{ name: "web", ...container }]) };
}
