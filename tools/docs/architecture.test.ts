import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { selectEnvironment } from "../cli/environment";
import { PIPELINES } from "../testing/pipelines";
import { synthesizeEnvironments } from "../testing/synthesize";
import type { SynthesizedStack } from "../testing/synthesized-stack";

const project = join(__dirname, "..", "..");
const text = readFileSync(join(project, "docs/architecture.md"), "utf8");
const [request = "", together = "", flow = ""] = [...text.matchAll(/```mermaid\n(.*?)```/gs)].map(
  ([, diagram = ""]) => diagram,
);

/** Production, and environments with pipelines, which production has none of. */
const stacks = synthesizeEnvironments([selectEnvironment(project, "prod"), ...PIPELINES]);
const kindOf = ({ id }: { readonly id: string }) => id.replace(/^.*-/, "");
const ofKind = (kind: string) => stacks.all.filter((stack) => kindOf(stack) === kind);
const kinds = [...new Set(stacks.all.map(kindOf))].sort();

/** Kinds of stacks whose outputs a stack reads, other than its own kind in another region. */
function reads(stack: SynthesizedStack): string[] {
  return stack
    .data("terraform_remote_state")
    .map(({ config }) => kindOf({ id: (config as { key: string }).key.replace(".tfstate", "") }))
    .filter((kind) => kind !== kindOf(stack));
}

const parts = [...request.matchAll(/subgraph (\w+)\[.*?\]\n(.*?)\n {2}end/gs)].flatMap(
  ([, kind = "", body = ""]) =>
    [...body.matchAll(/<br\/>(aws_\w+)/g)].map(([, type = ""]) => ({ kind, type })),
);

describe("the diagrams of docs/architecture.md", () => {
  it("O5: name parts", () => {
    expect(parts.length).toBeGreaterThan(20);
  });

  it.each(parts)("O5: show $type in the stack that has it, $kind", ({ kind, type }) => {
    expect(ofKind(kind).filter((stack) => stack.types.includes(type))).not.toEqual([]);
  });

  it("O5: show every kind of stack", () => {
    const shown = [...together.matchAll(/^ {2}(\w+)\["/gm)].map(([, kind = ""]) => kind);
    expect(shown.sort()).toEqual(kinds);
  });

  it("O5: show every dependency between kinds of stacks, and no other", () => {
    const shown = [...together.matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(
      ([, from = "", to = ""]) => `${from} → ${to}`,
    );
    const real = stacks.all.flatMap((stack) => reads(stack).map((kind) => `${kind} → ${kindOf(stack)}`));
    expect(shown.sort()).toEqual([...new Set(real)].sort());
  });

  it("O5: show every kind of stack in the README too, and no other", () => {
    const readme = readFileSync(join(project, "README.md"), "utf8");
    const listed = [...readme.matchAll(/^\| `<[^`]*-([a-z]+)` /gm)].map(([, kind = ""]) => kind);
    expect(listed.sort()).toEqual(kinds);
  });

  it("O5: name directories that exist", () => {
    const named = [...flow.matchAll(/"([a-z]+(?:\/[a-z]+)?)(?:\/\*(?:\.ts)?)?(?:<br|")/g)].map(
      ([, path = ""]) => path,
    );
    expect(named).toEqual(expect.arrayContaining(["environments", "stacks", "constructs"]));
    for (const path of named.filter((one) => !one.startsWith("cdktf"))) {
      expect(existsSync(join(project, path))).toBe(true);
    }
  });
});
