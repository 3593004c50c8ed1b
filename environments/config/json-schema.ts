import { z } from "zod";
import { environmentSchema } from "./schema";

/** What is used of JSON Schema, and `allowed`: a pattern in words. */
export interface FieldNode {
  readonly type?: string;
  readonly description?: string;
  readonly allowed?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly items?: FieldNode;
  readonly minItems?: number;
  readonly anyOf?: readonly FieldNode[];
  readonly oneOf?: readonly FieldNode[];
  readonly properties?: Readonly<Record<string, FieldNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: FieldNode | false;
  readonly propertyNames?: FieldNode;
}

/** The schema of `environments/*.ts`, as what a file may state. */
export function environmentNode(): FieldNode {
  return z.toJSONSchema(environmentSchema, { io: "input", unrepresentable: "any" }) as FieldNode;
}

/** The kinds of a discriminated section, and sections that may also be a plain value such as `false`. */
export function variants(node: FieldNode): FieldNode[] {
  return [...(node.oneOf ?? []), ...(node.anyOf ?? [])].filter(({ properties }) => properties !== undefined);
}
