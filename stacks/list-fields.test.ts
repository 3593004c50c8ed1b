import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { environment, MINIMAL, synthesizeEnvironments } from "../tools/testing/synthesize";

const EMAILS = ["ada@example.com", "bob@example.com", "cyd@example.com"];
const OTHERS = EMAILS.map((email) => email.replace("@", ".jones@"));
const COSTS = EMAILS.map((email) => email.replace("@", ".smith@"));
const cpu = (name: string, hour: number) => ({ name, schedule: `cron(0 ${hour} ? * MON-FRI *)`, min: 1 });

/**
 * Every list that a configuration may hold, with several elements, but those of zones (docs/configuration.md) and the
 * steps of scaling, which are one policy with one alarm.
 */
const FULL: EnvironmentInput = {
  ...MINIMAL,
  network: { gatewayEndpoints: ["s3", "dynamodb"], interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs"] },
  domain: { name: "example.com", alternativeNames: ["www.example.com", "app.example.com", "*.example.com"] },
  services: {
    web: { route: {} },
    api: {
      route: { paths: ["/api/*", "/v1/*", "/v2/*"] },
      scaling: {
        schedules: [cpu("morning", 6), cpu("noon", 12), cpu("evening", 20)],
      },
    },
  },
  tasks: { migrate: { command: ["migrate", "--all"] }, warm: { command: ["warm"] } },
  migration: "migrate",
  secrets: { API_KEY: { services: ["web", "api"] } },
  logAnalytics: {
    nodeType: "t3.small.search",
    readers: { roleArns: ["ada", "bob", "cyd"].map((name) => `arn:aws:iam::111111111111:role/${name}`) },
  },
  monitoring: { emails: EMAILS },
  cost: { monthlyBudget: 100 },
  baseline: {
    alerts: { emails: OTHERS },
    trail: { dataEvents: ["s3", "lambda"] },
    securityHub: { standards: ["fsbp", "cis"] },
    cost: {
      emails: COSTS,
      monthlyBudget: 100,
      budgetAlerts: { actualPercent: [50, 80, 100], forecastPercent: [90, 100] },
    },
  },
  delivery: {
    pipeline: {
      source: { type: "codecommit" },
      deploy: [{ environment: "test" }],
      approvers: EMAILS,
      alerts: OTHERS,
    },
  },
};

type Json = Readonly<Record<string, unknown>>;
type Path = readonly string[];

const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const at = (value: unknown, path: Path) =>
  path.reduce<unknown>((one, key) => (isJson(one) ? one[key] : undefined), value);

/** Paths of all lists of a configuration that have several elements. */
function lists(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.length > 1 ? [path] : [];
  return isJson(value) ? Object.entries(value).flatMap(([key, one]) => lists(one, [...path, key])) : [];
}

function without(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return (value as readonly unknown[]).slice(1);
  return { ...(value as Json), [key]: without((value as Json)[key], rest) };
}

/** All resources as JSON, by stack and address. */
function resources(input: EnvironmentInput): Map<string, string> {
  const { all } = synthesizeEnvironments([environment(input)]);
  return new Map(
    all.flatMap((stack) =>
      stack.types.flatMap((type) =>
        stack
          .all(type)
          .map((one) => [`${stack.id} ${type}.${one["//"].metadata.uniqueId}`, JSON.stringify(one)] as const),
      ),
    ),
  );
}

/** What tells an element of a list from the others. */
const mark = (element: unknown) => JSON.stringify(isJson(element) ? Object.values(element)[0] : element);

const before = resources(FULL);

describe("taking the first element out of a list", () => {
  it("B24: is tried with every kind of list there is", () => {
    expect(lists(FULL).length).toBeGreaterThan(15);
  });

  it.each(lists(FULL).map((path) => [path.join("."), path] as const))(
    "B24: of %s gives no other element's resource another address",
    (_, path) => {
      const [gone, ...kept] = (at(FULL, path) as readonly unknown[]).map(mark);
      const after = resources(without(FULL, path) as EnvironmentInput);
      const holds = (text: string | undefined, one: string | undefined) =>
        one !== undefined && text?.includes(one) === true;
      const appeared = [...after.keys()].filter((address) => !before.has(address));
      const handedOn = [...after].filter(
        ([address, text]) =>
          holds(before.get(address), gone) &&
          kept.some((one) => holds(text, one) && !holds(before.get(address), one)),
      );
      expect({ appeared, handedOn: handedOn.map(([address]) => address) }).toEqual({
        appeared: [],
        handedOn: [],
      });
    },
  );
});
