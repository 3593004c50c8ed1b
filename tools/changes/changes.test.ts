import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadEnvironments } from "../../environments/config/load";
import type { EnvironmentInput } from "../../environments/config/schema";
import { join } from "node:path";
import { HARMLESS } from "../plan/harmless";
import { SERVING, STATEFUL } from "../plan/stateful";
import { validEnvironment } from "../testing/arbitrary-environment";
import { environment, MINIMAL, synthesizeEnvironments } from "../testing/synthesize";
import { Live } from "./effect";
import { changesOf } from "./one-field";
import { PROVIDER_VERSION } from "./replacement-rules";
import { SAMPLES } from "./samples";

const SEED = 20_260_301;
const samples = Object.values<EnvironmentInput>(SAMPLES);

describe("what the guard knows of", () => {
  it("is every type of resource there is, as holding data, as serving, or as harmless with a reason", () => {
    const environments = [
      ...samples.map((one) => environment(one)),
      ...loadEnvironments(join(__dirname, "..", "..", "environments")),
    ];
    const types = new Set(
      environments.flatMap((one) => synthesizeEnvironments([one]).all.flatMap((stack) => stack.types)),
    );
    const tables = [STATEFUL, SERVING, HARMLESS];
    const told = [...types].map((type) => [type, tables.filter((table) => type in table).length] as const);
    expect(types.size).toBeGreaterThan(100);
    expect(told.filter(([, times]) => times !== 1)).toEqual([]);
  });
});

it("the rules of replacement are those of the provider's version that the stacks ask for", () => {
  const [stack] = synthesizeEnvironments([environment(MINIMAL)]).all;
  const { terraform } = JSON.parse(stack?.text ?? "{}") as {
    terraform: { required_providers: { aws: { version: string } } };
  };
  expect(terraform.required_providers.aws.version).toBe(PROVIDER_VERSION);
});

describe("one changed field of a live environment", () => {
  it("never takes away in silence what holds data or serves", async () => {
    await fc.assert(
      fc.asyncProperty(validEnvironment, fc.nat(), fc.nat(), async (input, first, step) => {
        await new Promise((resolve) => setImmediate(resolve));
        const live = Live.of(input);
        const changes = changesOf(input);
        for (let tried = 0; tried < 3; tried += 1) {
          const change = changes[(first + tried * (1 + (step % 97))) % changes.length];
          const outcome = change && live.change(change.input);
          expect([change?.at, change?.to, outcome?.unknown ?? []]).toEqual([change?.at, change?.to, []]);
        }
      }),
      { seed: SEED, numRuns: 6, endOnFailure: true },
    );
  });

  it.each<[string, (input: typeof live) => EnvironmentInput, string, string[]]>([
    [
      "the address block",
      (one) => ({ ...one, regions: [{ name: "us-east-1", cidr: "10.9.0.0/16" }] }),
      "outage",
      ["aws_subnet", "aws_vpc"],
    ],
    [
      "the number of NAT gateways",
      (one) => ({ ...one, network: { nat: "single" } }),
      "outage",
      ["aws_eip", "aws_nat_gateway"],
    ],
    [
      "the queue",
      (one) => ({ ...one, queue: undefined, services: { web: { route: {} } } }),
      "data",
      ["aws_sqs_queue"],
    ],
    [
      "the name of the database",
      (one) => ({ ...one, database: { engine: "postgres", name: "other" } }),
      "data",
      ["aws_db_instance"],
    ],
    [
      "the size of a task",
      (one) => ({ ...one, services: { web: { ...one.services.web, memory: 1024 } } }),
      "replaced",
      ["aws_ecs_task_definition"],
    ],
    ["how long logs are kept", (one) => ({ ...one, logs: { retentionDays: 30 } }), "in place", []],
    ["what a deployment may destroy", (one) => ({ ...one, delivery: { allowDestroy: ["a/b"] } }), "none", []],
  ])("has an effect that the plan guard names: %s", (_, change, effect, types) => {
    const outcome = Live.of(live).change(change(live));
    expect(outcome).toMatchObject({ effect, unknown: [] });
    expect(outcome?.types).toEqual(expect.arrayContaining(types));
  });
});

const live = {
  ...MINIMAL,
  regions: [{ name: "us-east-1" as const, cidr: "10.0.0.0/16" }],
  services: { web: { route: {}, queue: "send" as const } },
  database: { engine: "postgres" as const },
  queue: {},
};
