import {
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  type TerraformStack,
  Tokenization,
} from "cdktf";
import { isObject } from "../policy/resource";

type Rendered = ReturnType<TerraformStack["toHclTerraform"]>;

/**
 * A stack in Terraform's own language, for those who leave (`cdktf synth --hcl`). cdktf's own rendering writes
 * backslashes, and quotes in text with expressions, as they are, so that a policy ends at its first quote; it writes
 * blocks that it has no types for as arguments; it quotes references; and it leaves out ephemeral resources, which it
 * does not know.
 *
 * @param render cdktf's own rendering
 */
export function renderHcl(stack: TerraformStack, render: () => Rendered, ephemeral: Ephemeral): Rendered {
  const resolver = new DefaultTokenResolver(new StringConcat());
  for (const element of stack.node.findAll()) {
    if (!TerraformElement.isTerraformElement(element)) continue;
    const fragment: unknown = Tokenization.resolve(element.toHclTerraform(), {
      scope: stack,
      resolver,
      preparing: false,
    });
    const escaped = escape(fragment);
    element.toHclTerraform = () => escaped;
  }
  const rendered = render();
  const hcl = unquoteReferences(String(rendered["hcl"]));
  return { ...rendered, hcl: [hcl, ...ephemeralBlocks(ephemeral)].join("\n\n") };
}

/**
 * Resources that replace another one are references, which cdktf's rendering quotes.
 * https://developer.hashicorp.com/terraform/language/meta-arguments/replace_triggered_by
 */
function unquoteReferences(hcl: string): string {
  return hcl.replace(/\breplace_triggered_by\s*=\s*\[[^\]]*\]/g, (list) => list.replaceAll('"', ""));
}

function escape(value: unknown): unknown {
  if (typeof value === "string") return escapeText(value);
  if (Array.isArray(value)) return value.map(escape);
  if (!isObject(value)) return value;
  if (value["storageClassType"] === "any" && isObject(value["value"])) return blocks([value["value"]]);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escape(one)]));
}

/** Blocks whose type cdktf left out, such as the statements of a firewall's rules, described as it describes others. */
function blocks(bodies: readonly unknown[]): object {
  const value = bodies.filter(isObject).map((body) =>
    Object.fromEntries(
      Object.entries(body).map(([key, one]) => {
        const nested = [one].flat();
        return nested.every(isObject)
          ? [key, blocks(nested)]
          : [key, { value: escape(one), isBlock: false, ...typeOf(one) }];
      }),
    ),
  );
  return { value, isBlock: true, type: "list", storageClassType: "list" };
}

function typeOf(value: unknown): { type: string; storageClassType: string } {
  return Array.isArray(value)
    ? { type: "list", storageClassType: "stringList" }
    : { type: "simple", storageClassType: typeof value };
}

/** Text as it stands between quotes; expressions in it, which may hold quotes of their own, stay as they are. */
function escapeText(text: string): string {
  const start = text.search(/(?<!\$)\$\{/);
  if (start < 0) return text.replace(/[\\"\n\r\t]/g, (character) => ESCAPES[character] ?? character);
  const end = endOfExpression(text, start);
  return escapeText(text.slice(0, start)) + text.slice(start, end) + escapeText(text.slice(end));
}

function endOfExpression(text: string, start: number): number {
  let depth = 0;
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === "{") depth += 1;
    if (text[index] === "}") depth -= 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

/** https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences */
const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** Ephemeral resources, by type and name. */
export type Ephemeral = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, number | boolean>>>>>
>;

function ephemeralBlocks(ephemeral: Ephemeral): string[] {
  return Object.entries(ephemeral).flatMap(([type, named]) =>
    Object.entries(named).map(([name, attributes]) => {
      const lines = Object.entries(attributes).map(([key, value]) => `  ${key} = ${String(value)}`);
      return [`ephemeral "${type}" "${name}" {`, ...lines, "}\n"].join("\n");
    }),
  );
}
