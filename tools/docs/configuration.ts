import { environmentNode, type FieldNode, variants } from "../../environments/config/json-schema";

/** One line of the reference: a field, as one or several variants of its section have it. */
interface Row {
  readonly path: string;
  readonly required: boolean;
  readonly node: FieldNode;
  /** The variant that has the field, such as `postgres`; none where there is only one. */
  readonly variant: string | undefined;
}

/** The reference of every field of `environments/*.ts`, made from the schema itself. */
export function configurationReference(): string {
  const schema = environmentNode();
  const fields = Object.entries(schema.properties ?? {});
  const plain = fields.filter(([, node]) => !isSection(node));
  const top = plain.flatMap(([name, node]) => rowsOf(name, node, isRequired(schema, name)));
  const sections = fields.filter(([, node]) => isSection(node));
  return [
    "# Configuration",
    "<!-- Made by `npm run docs` from the schema in environments/config; a test keeps it current. -->",
    "What a file in `environments/` may state. What it does not state has the default. `<name>` is a name of your" +
      " choice, `[]` one entry of a list. Every field is checked by itself and against the others before anything is" +
      " synthesized; all problems are reported at once.",
    table(top),
    ...sections.flatMap(([name, node]) => [
      `## \`${name}\``,
      ...(node.description === undefined ? [] : [node.description]),
      table(rowsOf(name, node, isRequired(schema, name)).slice(1)),
    ]),
  ].join("\n\n");
}

function isSection(node: FieldNode): boolean {
  return variants(node).length > 0 || node.type === "object" || node.items?.type === "object";
}

function isRequired({ required = [] }: FieldNode, name: string): boolean {
  return required.includes(name);
}

function rowsOf(path: string, node: FieldNode, required: boolean, variant?: string): Row[] {
  const below = (child: string, one: FieldNode, from: FieldNode, kind = variant) =>
    rowsOf(`${path}${child}`, one, isRequired(from, child.slice(1)), kind);
  const rows: Row[] = [{ path, node, required, variant }];
  const kinds = variants(node);
  for (const kind of kinds) {
    const name = kinds.length > 1 ? discriminator(kind) : variant;
    for (const [child, one] of Object.entries(kind.properties ?? {}))
      rows.push(...below(`.${child}`, one, kind, name));
  }
  for (const [child, one] of Object.entries(node.properties ?? {}))
    rows.push(...below(`.${child}`, one, node));
  if (node.additionalProperties) rows.push(...below(".<name>", node.additionalProperties, node));
  if (node.items?.type === "object") rows.push(...below("[]", node.items, node).slice(1));
  return rows;
}

function discriminator({ properties = {} }: FieldNode): string | undefined {
  const fixed = Object.values(properties).find((node) => typeof node.const === "string");
  return fixed === undefined ? undefined : String(fixed.const);
}

/** Sections are no lines of their own unless they have something to say. */
function isLine({ node }: Row): boolean {
  const structure = node.properties !== undefined || (node.type === "object" && node.additionalProperties);
  return !structure || node.description !== undefined;
}

function table(rows: readonly Row[]): string {
  const byPath = group(rows.filter(isLine), ({ path }) => path);
  const lines = [...byPath].map(([path, same]) => {
    const cells = [
      `\`${path}\``,
      each(same, allowed),
      each(same, byDefault),
      same[0]?.node.description ?? "",
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  });
  return ["| field | allowed | default | meaning |", "| -- | -- | -- | -- |", ...lines].join("\n");
}

/** What all variants agree on, or what each of them says. */
function each(rows: readonly Row[], say: (row: Row) => string): string {
  const bySaying = group(rows, say);
  if (bySaying.size === 1) return [...bySaying.keys()].join("");
  return [...bySaying]
    .map(([said, same]) => `${same.map(({ variant = "" }) => variant).join(", ")}: ${said}`)
    .join("<br>");
}

function group(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}

function byDefault({ node, required }: Row): string {
  if (required) return "**required**";
  const value = node.default;
  const given = value !== undefined && !(node.properties !== undefined || isEmptyObject(value));
  return given && !isNested(value) ? `\`${JSON.stringify(value)}\`` : "";
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}

/** Too long for a cell; the fields below have their own defaults. */
function isNested(value: unknown): boolean {
  return JSON.stringify(value).length > 80;
}

function allowed({ node }: Row): string {
  return words(node);
}

function words(node: FieldNode): string {
  if (node.allowed !== undefined) return node.allowed;
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  const choices = node.anyOf ?? node.oneOf;
  if (choices !== undefined) return [...new Set(choices.map(words))].join(" or ");
  switch (node.type) {
    case "boolean":
      return "`true`, `false`";
    case "integer":
    case "number":
      return range(node);
    case "array":
      return `list of: ${node.items === undefined ? "values" : words(node.items)}${node.minItems === undefined ? "" : `, at least ${node.minItems}`}`;
    case "object":
      return node.propertyNames === undefined ? "section" : `by name: ${words(node.propertyNames)}`;
    default:
      return "text";
  }
}

function range({ type, minimum, maximum }: FieldNode): string {
  const bounded = [minimum, maximum].every((bound) => bound !== undefined && Number.isSafeInteger(bound));
  const kind = type === "integer" ? "whole number" : "number";
  const open = minimum === Number.MIN_SAFE_INTEGER || maximum === Number.MAX_SAFE_INTEGER;
  return bounded && !open ? `${kind}, ${minimum}–${maximum}` : kind;
}
