import type { EnvironmentInput } from "../../environments/config/schema";
import { environmentNode, type FieldNode, variants } from "../../environments/config/json-schema";
import { OTHER_VALUES, SAMPLES } from "./samples";

/** One field of an environment with another value. */
export interface FieldChange {
  /** The field as docs/configuration.md names it: `services.<name>.cpu`. */
  readonly field: string;
  /** Where it is in this environment: `services.web.cpu`. */
  readonly at: string;
  /** Undefined where the field is, or becomes, absent. */
  readonly from: unknown;
  readonly to: unknown;
  /** The environment after the change. It may be one that the configuration refuses. */
  readonly input: EnvironmentInput;
}

type Path = readonly (string | number)[];
type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Every change of one field: another value, absent, stated at last; an entry of a list or of something named added,
 * taken out, or in another order.
 *
 * @param most how many other values of one place are tried
 */
export function changesOf(input: EnvironmentInput, most = 4): FieldChange[] {
  const found: FieldChange[] = [];
  const known = knownValues();
  const visit = (node: FieldNode, value: unknown, path: Path, field: string, required: boolean) => {
    const others = [
      ...(known.get(field) ?? []),
      ...orders(value),
      ...entries(value, field, known),
      ...scalars(node, value),
      ...(required || value === undefined ? [] : [undefined]),
    ];
    const distinct = new Map(others.map((one) => [JSON.stringify(one), one]));
    distinct.delete(JSON.stringify(value));
    // What is taken out is always tried.
    const chosen = [...distinct.values()].filter((one, index) => index < most || one === undefined);
    for (const to of path.length === 0 ? [] : chosen) {
      found.push({
        field,
        at: path.join("."),
        from: value,
        to,
        input: replaced(input, path, to) as EnvironmentInput,
      });
    }
    for (const [key, one, needed] of children(node, value)) {
      const name = node.properties === undefined && variants(node).length === 0 ? `.<name>` : `.${key}`;
      visit(
        one,
        (value as Json | undefined)?.[key],
        [...path, key],
        `${field}${name}`.replace(/^\./, ""),
        needed,
      );
    }
    if (Array.isArray(value) && node.items?.type === "object") {
      const { items } = node;
      value.forEach((one, index) => {
        for (const [key, child, needed] of children(items, one)) {
          visit(child, (one as Json)[key], [...path, index, key], `${field}[].${key}`, needed);
        }
      });
    }
  };
  visit(environmentNode(), input, [], "", true);
  return found;
}

/** Fields below a section, stated or not, each with its schema. */
function children(node: FieldNode, value: unknown): [key: string, node: FieldNode, required: boolean][] {
  if (value !== undefined && !isObject(value)) return [];
  const section = sectionOf(node, value);
  const named = Object.entries(section.properties ?? {}).map(([key, one]): [string, FieldNode, boolean] => [
    key,
    one,
    section.required?.includes(key) === true,
  ]);
  const { additionalProperties: each } = section;
  // An entry of something named is taken out with what holds it.
  return each ? Object.keys(value ?? {}).map((key) => [key, each, true]) : named;
}

/** The variant that a value is of. */
function sectionOf(node: FieldNode, value: unknown): FieldNode {
  const kinds = variants(node);
  if (kinds.length === 0) return node;
  const fits = ({ properties = {} }: FieldNode) =>
    Object.entries(properties).every(
      ([key, one]) => one.const === undefined || one.const === (value as Json | undefined)?.[key],
    );
  return kinds.find(fits) ?? {};
}

/** Other values that the schema itself names. */
function scalars(node: FieldNode, value: unknown): unknown[] {
  const { minimum, maximum, type } = node;
  if (node.enum !== undefined) return [...node.enum];
  if (type === "boolean") return [true, false];
  const choices = (node.anyOf ?? node.oneOf ?? []).flatMap((one) => one.const ?? scalars(one, value));
  const engines = variants(node).length > 0 ? [] : choices;
  if (type !== "integer" && type !== "number") return engines;
  const near = typeof value === "number" ? [value + 1, value - 1, value * 2] : [];
  return [...near, minimum, maximum].filter(
    (one) => one !== undefined && Math.abs(one) < Number.MAX_SAFE_INTEGER,
  );
}

/** A list in another order, and without its first entry. */
function orders(value: unknown): unknown[] {
  return Array.isArray(value) && value.length > 1
    ? [value.toReversed(), value.slice(1), value.slice(0, -1)]
    : [];
}

/** Something named with an entry less, and with one more. */
function entries(value: unknown, field: string, known: ReadonlyMap<string, readonly unknown[]>): unknown[] {
  const more = known.get(`${field}.<name>`) ?? [];
  if (!isObject(value) || more.length === 0) return [];
  const names = Object.keys(value);
  const [first = {}] = more;
  return [
    ...names.map((gone) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== gone))),
    { ...value, [/^[A-Z_]+$/.test(names[0] ?? "A") ? "ADDED" : "added"]: first },
  ];
}

/** Values that the samples have, by field. */
function knownValues(): ReadonlyMap<string, readonly unknown[]> {
  const known = new Map<string, unknown[]>(
    Object.entries(OTHER_VALUES).map(([field, values]) => [field, [...values]]),
  );
  const visit = (node: FieldNode, value: unknown, field: string) => {
    if (value === undefined) return;
    if (field !== "") known.set(field, [...(known.get(field) ?? []), value]);
    for (const [key, one] of children(node, value)) {
      const name = node.properties === undefined && variants(node).length === 0 ? "<name>" : key;
      visit(one, (value as Json)[key], field === "" ? name : `${field}.${name}`);
    }
    if (Array.isArray(value) && node.items?.type === "object") {
      for (const one of value as Json[]) {
        for (const [key, child] of children(node.items, one)) visit(child, one[key], `${field}[].${key}`);
      }
    }
  };
  for (const sample of Object.values(SAMPLES)) visit(environmentNode(), sample, "");
  return known;
}

/** A copy with another value at a path; undefined takes it out. */
function replaced(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) {
    return value.map((one: unknown, index) => (index === key ? replaced(one, rest, to) : one));
  }
  const { [key]: before, ...others } = (value ?? {}) as Json;
  const after = replaced(before, rest, to);
  return after === undefined ? others : { ...(value as Json | undefined), [key]: after };
}
