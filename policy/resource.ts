import { type PolicyStatement, readPolicy } from "./document";
import type { StackView, Target } from "./stack-view";

export type Attributes = Readonly<Record<string, unknown>>;

/** A resource as it is about to be written for Terraform. Blocks are objects or lists of objects, as Terraform allows. */
export class Resource {
  private readonly policies = new Map<string, readonly PolicyStatement[] | undefined>();
  private parsedContainers: Attributes[] | undefined;

  constructor(
    readonly stack: StackView,
    readonly type: string,
    readonly name: string,
    readonly attributes: Attributes,
  ) {}

  /** What Terraform calls it, such as `aws_vpc.vpc`. */
  get address(): string {
    return `${this.type}.${this.name}`;
  }

  /** The path of its construct; its address where it has none. */
  get path(): string {
    const path = valueAt(this.attributes, "//.metadata.path");
    return typeof path === "string" ? path : `${this.stack.id}/${this.address}`;
  }

  /** An attribute, also of nested blocks (`rule.name`); of a list of blocks, that of the first. */
  get(path: string): unknown {
    return valueAt(this.attributes, path);
  }

  /** All blocks at a path, however they are nested. */
  blocks(path: string): Attributes[] {
    return blocksAt(this.attributes, path);
  }

  /** What an attribute refers to. */
  target(path: string): Target | undefined {
    return this.stack.target(this.get(path));
  }

  /** The statements of a policy in an attribute; undefined where it can not be read at synthesis. */
  policy(path: string): readonly PolicyStatement[] | undefined {
    if (!this.policies.has(path)) this.policies.set(path, readPolicy(this.get(path)));
    return this.policies.get(path);
  }

  /** The containers of a task definition; none where they can not be read at synthesis. */
  containers(): readonly Attributes[] {
    this.parsedContainers ??= parseContainers(this.get("container_definitions"));
    return this.parsedContainers;
  }

  /** Resources of a type, in whichever stack, with an attribute that refers to this one. */
  referredToBy(type: string, attribute: string): Resource[] {
    return this.stack.app.all(type).filter((other) => other.target(attribute)?.resource === this);
  }
}

export function isObject(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** A value that is known only after apply, in whole or in part. */
export function isExpression(value: unknown): value is string {
  return typeof value === "string" && value.includes("${");
}

/** A number, also one that is written as a string. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && !Number.isNaN(number) ? number : undefined;
}

/** True, also where a provider's type for it is a string. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/** A string as it is, anything else as JSON; nothing where there is none. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : JSON.stringify(value);
}

export function valueAt(value: unknown, path: string): unknown {
  let current = value;
  for (const key of path.split(".")) {
    if (Array.isArray(current)) current = current[0] as unknown;
    if (!isObject(current)) return undefined;
    current = current[key];
  }
  return current;
}

export function blocksAt(value: unknown, path: string): Attributes[] {
  let level: readonly unknown[] = asList(value);
  for (const key of path.split(".")) {
    level = level.flatMap((one) => (isObject(one) ? asList(one[key]) : []));
  }
  return level.filter(isObject);
}

function parseContainers(text: unknown): Attributes[] {
  try {
    const parsed: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
    return Array.isArray(parsed) ? parsed.filter(isObject) : [];
  } catch {
    return [];
  }
}
