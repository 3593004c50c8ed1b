import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseEnvironment } from "../environments/config/load";
import { type EnvironmentInput, environmentSchema } from "../environments/config/schema";
import { asTerraformReads, stringsAsTerraformReads } from "../tools/testing/as-terraform-reads";
import { MINIMAL, synthesizeEnvironments } from "../tools/testing/synthesize";

const SEED = 20_260_101;

/** An environment with every field that takes any text, each of them with a text of its own. */
const FULL = {
  ...MINIMAL,
  domain: {
    name: "example.com",
    healthCheck: { path: "/healthz", writerPath: "/readyz" },
  },
  services: {
    web: {
      command: ["web"],
      environment: { LOG_FORMAT: "plain" },
      healthCheck: { command: ["check"] },
      route: { healthCheck: { path: "/health" } },
    },
  },
  tasks: { migrate: { command: ["migrate"], environment: { SCRIPT: "all" } } },
  database: { engine: "postgres", parameters: { log_line_prefix: "prefix" } },
  cache: { parameters: { "notify-keyspace-events": "events" } },
  delivery: { imageScan: { accept: { "CVE-2024-1234": "reason" } } },
  monitoring: {
    emails: ["ada@example.com"],
    webhook: "https://chat.example.com/hook",
    runbookUrl: "https://example.com/runbook",
    canary: { checks: [{ path: "/checked", contains: "Hello", json: { status: ["up"] } }] },
  },
} satisfies EnvironmentInput;

/** Fields that Terraform is told nothing of; of the second, only where there are several regions. */
const NOT_WRITTEN = ["delivery.imageScan.accept.<name>", "domain.healthCheck.writerPath"];

/** Fields whose text has a form of its own that the schema doesn't say as a pattern. */
const FORMS = [/\.schedule$/, /\.timezone$/, /^regions\[\]/];

interface Node {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly allOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | false;
}

/** Paths of all fields of the schema whose pattern lets Terraform's sequences in. */
function freeFields(node: Node, path = ""): string[] {
  const below = [
    ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].map((one) => [path, one] as const),
    ...Object.entries(node.properties ?? {}).map(
      ([name, one]) => [path === "" ? name : `${path}.${name}`, one] as const,
    ),
    ...(node.items === undefined ? [] : [[`${path}[]`, node.items] as const]),
    ...(node.additionalProperties ? [[`${path}.<name>`, node.additionalProperties] as const] : []),
  ].flatMap(([to, one]) => freeFields(one, to));
  const fixed = node.enum !== undefined || node.const !== undefined || node.format !== undefined;
  if (node.type !== "string" || fixed) return below;
  const patterns = [node, ...(node.allOf ?? [])].flatMap(({ pattern }) => pattern ?? []);
  const free = ["x${y}", "/${y}", "https://a/${y}", "x%{y}", "/%{y}"].some((text) =>
    patterns.every((pattern) => new RegExp(pattern).test(text)),
  );
  return free ? [path, ...below] : below;
}

type Holder = Record<string, unknown>;

/** The texts of an input: where each is held, under which key, and its path as the schema has it. */
function texts(holder: Holder, path = ""): { holder: Holder; key: string; path: string }[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    const named = /^(services|tasks|.*\.(environment|parameters|accept|json))$/.test(path);
    const to = Array.isArray(holder) ? `${path}[]` : `${path}${path && "."}${named ? "<name>" : key}`;
    if (typeof value === "string") return [{ holder, key, path: to }];
    return typeof value === "object" && value !== null ? texts(value as Holder, to) : [];
  });
}

/** Whatever Terraform could misread, and what makes that harder to see. */
const tricky = fc
  .array(fc.constantFrom("${", "%{", "$", "%", "}", "~}", "$${", "%%{", "a.b", "if", "-", "/"), {
    minLength: 2,
    maxLength: 8,
  })
  .map((parts) => `${parts.join("")}\${x}%{`);

const parse = (input: unknown) => parseEnvironment("test", "environments/test.ts", input);

/** Puts the text into every field of {@link FULL} that takes it, alone or after what stands there. */
function written(text: string): { input: unknown; fields: ReadonlyMap<string, string> } {
  const input = structuredClone(FULL) as unknown as Holder;
  const fields = new Map<string, string>();
  for (const { holder, key, path } of texts(input)) {
    const before = holder[key] as string;
    const taken = [text, `${before}${text}`].find((candidate) => {
      holder[key] = candidate;
      return !Array.isArray(parse(input));
    });
    holder[key] = taken ?? before;
    if (taken !== undefined) fields.set(path, taken);
  }
  return { input, fields };
}

describe("text that an environment states", () => {
  it("is tried in every field that takes any", () => {
    const schema = z.toJSONSchema(environmentSchema, { io: "input", unrepresentable: "any" }) as Node;
    const free = freeFields(schema).filter((path) => !FORMS.some((form) => form.test(path)));
    const { fields } = written("${x}");
    const images = (path: string) => path.startsWith("images.");
    expect([...new Set(free)].filter((path) => !images(path) && !fields.has(path))).toEqual([]);
  });

  it("arrives unchanged where it looks like an expression of Terraform's", () => {
    fc.assert(
      fc.property(tricky, (text) => {
        const { input, fields } = written(text);
        const environment = parse(input);
        if (Array.isArray(environment)) throw new Error(JSON.stringify(environment));
        const read = synthesizeEnvironments([environment])
          .all.flatMap((stack) => stringsAsTerraformReads(JSON.parse(stack.text)))
          .join("\n");
        const lost = [...fields].filter(
          ([path, given]) => !NOT_WRITTEN.includes(path) && !read.includes(given),
        );
        expect(lost).toEqual([]);
      }),
      { seed: SEED, numRuns: 4, endOnFailure: true },
    );
  });

  it("is refused where it is a placeholder of cdktf's", () => {
    expect(parse({ ...FULL, monitoring: { runbookUrl: "${TfToken[TOKEN.1]}" } })).toEqual([
      {
        file: "environments/test.ts",
        path: "monitoring.runbookUrl",
        given: '"${TfToken[TOKEN.1]}"',
        allowed: expect.stringContaining("TfToken[") as string,
      },
    ]);
  });
});

describe("asTerraformReads", () => {
  it.each([
    ["$${x}", "${x}"],
    ["$$${x}", "$${x}"],
    ["%%{if}", "%{if}"],
    ["a-${aws_vpc.vpc.id}-b", "a-\uFFFC-b"],
    ["$ % {}", "$ % {}"],
  ])("reads %s as %s", (text, read) => {
    expect(asTerraformReads(text)).toBe(read);
  });
});
