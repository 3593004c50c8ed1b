import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadEnvironments } from "../../environments/config/load";
import type { EnvironmentInput } from "../../environments/config/schema";
import { environment, MINIMAL, synthesizeEnvironments } from "../testing/synthesize";

const project = join(__dirname, "..", "..");
const runbook = readFileSync(join(project, "docs", "operations.md"), "utf8");
const sections = [...runbook.matchAll(/^### (\S+)$/gm)].map(([, name = ""]) => name);

/** What the shipped environments do not have. */
const RARE: Readonly<Record<string, EnvironmentInput>> = {
  instance: {
    ...MINIMAL,
    database: { engine: "mysql", proxy: true },
    backup: {},
  },
  certified: {
    ...MINIMAL,
    regions: [{ name: "us-east-1", certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/0a1b" }],
  },
};

const stacks = synthesizeEnvironments([
  ...loadEnvironments(join(project, "environments")),
  ...Object.entries(RARE).map(([name, input]) => environment(input, name)),
]);

/** Sections that alarms and notices of events link to. */
const linked = new Set(
  stacks.all.flatMap((stack) =>
    [...stack.text.matchAll(/Runbook: docs\/operations\.md#([a-z-]+)/g)].map(([, name = ""]) => name),
  ),
);

describe("docs/operations.md", () => {
  it("M2, O5: has a section for every alarm and event, and for nothing else", () => {
    expect([...sections].sort()).toEqual([...linked].sort());
  });

  it("O5: has each section once", () => {
    expect(sections).toHaveLength(new Set(sections).size);
  });

  it.each(sections)("O5: says of %s what it means, where to look and what to do", (name) => {
    const [, body = ""] = runbook.split(`### ${name}\n`);
    const text = body.split(/^##/m)[0] ?? "";
    for (const part of ["**Means:** ", "**Look:** ", "**Do:** "]) expect(text).toContain(part);
  });

  it("O5: links to sections that are there", () => {
    const targets = [...runbook.matchAll(/\]\(#([a-z-]+)\)/g)].map(([, name = ""]) => name);
    expect(targets.filter((name) => !sections.includes(name))).toEqual([]);
  });
});
