import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEnvironment } from "../environments/config/load";
import { REFUSED_PROJECTS } from "../environments/config/names";
import type { EnvironmentInput } from "../environments/config/schema";
import { refusedNames } from "../tools/testing/aws-names";
import { MINIMAL, synthesize, type SynthesizedStacks } from "../tools/testing/synthesize";

/** Everything that brings resources of its own along. */
const FULL = {
  ...MINIMAL,
  domain: { name: "example.com", healthCheck: { writerPath: "/writes" } },
  database: { engine: "aurora-postgresql", readerScaling: { max: 2 }, proxy: true },
  cache: {},
  queue: {},
  backup: {},
  secrets: { API_KEY: {} },
  logAnalytics: {},
  services: {
    web: { route: {}, queue: "send", scaling: { predictive: {} } },
    api: { route: { paths: ["/api"] }, queue: "receive" },
  },
  tasks: { migrate: {} },
  migration: "migrate",
  delivery: {
    pipeline: { source: { type: "codecommit" }, deploy: [{ environment: "test", approval: false }] },
  },
} satisfies EnvironmentInput;

const TWO_REGIONS = {
  ...FULL,
  regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
} satisfies EnvironmentInput;

/** Attributes that name a resource among those of its type. */
const NAMES = ["name", "alarm_name", "bucket", "cluster_identifier", "dashboard_name", "domain_name", "family", "function_name", "identifier", "replication_group_id"]; // prettier-ignore

/** Types whose names are those of a part of another resource: a group, a target, a role, a zone. */
const WITHIN_ANOTHER = [
  "aws_appautoscaling_policy",
  "aws_appautoscaling_scheduled_action",
  "aws_cloudwatch_log_subscription_filter",
  "aws_iam_role_policy",
  "aws_lambda_invocation",
  "aws_route53_record",
];

/** Every name in the stacks, with its type, and its region where it is not that of the stack. */
function namesIn(stacks: SynthesizedStacks): string[] {
  return stacks.all.flatMap((stack) =>
    stack.types
      .filter((type) => !WITHIN_ANOTHER.includes(type))
      .flatMap((type) => stack.all(type).map((resource) => ({ type, resource })))
      .flatMap(({ type, resource }) =>
        NAMES.flatMap((attribute) => {
          const value = resource[attribute];
          if (typeof value !== "string" || value.includes("${")) return [];
          const region = resource["provider"] ?? stack.provider["region"];
          return [`${type} ${String(region)} ${value}`];
        }),
      ),
  );
}

/** Beginnings of a name, by its hyphens. */
function beginnings(name: string): string[] {
  const parts = name.split("-");
  return parts.map((_, index) => parts.slice(0, index + 1).join("-"));
}

/** Names that the platform uses itself: ids of constructs, and what follows the prefix in names on AWS. */
function ownNames(): string[] {
  const stacks = synthesize({ test: TWO_REGIONS });
  const ids = stacks.all.flatMap((stack) =>
    stack.types.flatMap((type) => stack.all(type).flatMap((one) => stack.pathOf(one).split("/"))),
  );
  const named = namesIn(stacks).flatMap((name) => {
    const [, rest = ""] = /(?:webapp-test|test)[-/](?:us-(?:east-1|west-2)[-/])?(.*)$/.exec(name) ?? [];
    return rest.split("/").flatMap(beginnings);
  });
  return [...new Set(["backend", "aws", "terraform", "provider", ...ids, ...named])]
    .filter((name) => /^(?=.{2,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    .sort();
}

const accepted = (input: unknown) => !Array.isArray(parseEnvironment("test", "environments/test.ts", input));

/** What stands beside something else of the same list, or is refused there. */
const BESIDE = /-(access|alarms|task)$/;

/** The environment with everything named after the platform's own parts, as far as the configuration allows. */
function named(all: readonly string[]): EnvironmentInput {
  const own = all.filter((name) => !BESIDE.test(name));
  const services = own.filter((name) => accepted({ ...FULL, services: { ...FULL.services, [name]: {} } }));
  const images = own.filter((name) =>
    accepted({ ...FULL, images: { [name]: { directory: "examples/hello" } } }),
  );
  const run = [...new Set([...Object.keys(FULL.services), ...services])];
  return {
    ...FULL,
    images: Object.fromEntries(images.map((name) => [name, { directory: "examples/hello" }])),
    services: Object.fromEntries(
      run.map((name, index) => [
        name,
        { ...FULL.services[name as "web"], image: images[index % images.length] ?? "" },
      ]),
    ),
    tasks: Object.fromEntries([
      ["migrate", { image: images[0] }],
      ...images.slice(run.length).map((image, index) => [`extra-${index}`, { image }] as const),
    ]),
  };
}

describe("names that an environment gives to services, tasks and images", () => {
  const own = ownNames();

  it("collide with none of the platform's own, in ids and on AWS", () => {
    const all = namesIn(synthesize({ test: named(own) }));
    expect(all.filter((name, index) => all.indexOf(name) < index)).toEqual([]);
  }, 300_000);

  it("may be most words", () => {
    for (const name of ["alarms", "database", "deployment", "queue", "state", "terraform", "vpc"]) {
      expect(own).toContain(name);
      expect(accepted({ ...FULL, services: { ...FULL.services, [name]: {} } })).toBe(true);
    }
  });

  it.each(["backend", "web-task", "web-alarms", "cluster", "exec"])("may not be %s", (name) => {
    const problem = { path: `services.${name}`, allowed: expect.stringContaining("another name") as string };
    const input = { ...FULL, services: { ...FULL.services, [name]: {} } };
    expect(parseEnvironment("test", "environments/test.ts", input)).toMatchObject([problem]);
  });
});

describe("names of projects", () => {
  it.each(
    Object.keys(REFUSED_PROJECTS)
      .flatMap((one) => [one, `${one}-x`])
      .filter((one) => one.length <= 15),
  )("may not be %s, with which AWS refuses some resource", (project) => {
    const [problem] = [parseEnvironment("test", "environments/test.ts", { ...MINIMAL, project })].flat();
    expect(problem).toMatchObject({ path: "project" });
  });

  it("make names that AWS takes, whatever is accepted", () => {
    const word = fc.constantFrom(
      "internal",
      "sg",
      "aws",
      "xn",
      "sthree",
      "amzn",
      "s3",
      "demo",
      "a",
      "x-s3",
      "default",
    );
    const project = fc.oneof(
      fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("-").slice(0, 15)),
      fc.stringMatching(/^[a-z][a-z0-9]{0,5}-?[a-z0-9]{1,8}$/),
    );
    fc.assert(
      fc.property(project, (name) => {
        const input = { ...FULL, project: name };
        fc.pre(accepted(input));
        expect(synthesize({ test: input }).all.flatMap(refusedNames)).toEqual([]);
      }),
      { seed: 20_260_101, numRuns: 6, examples: [["aws"], ["s3-demo"]] },
    );
  });
});

describe("names of databases", () => {
  it.each(["user", "select", "admin", "mysql", "rdsadmin", "order"])("may not be %s", (name) => {
    const input = { ...MINIMAL, database: { engine: "postgres", name } };
    expect(parseEnvironment("test", "environments/test.ts", input)).toMatchObject([
      { path: "database.name" },
    ]);
  });
});
