import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEnvironment } from "../environments/config/load";
import type { Environment } from "../environments/config/schema";
import { anyEnvironment, validEnvironment } from "../tools/testing/arbitrary-environment";
import { needsWildcardResource } from "../policy/wildcards";
import { refusedNames } from "../tools/testing/aws-names";
import { statements } from "../tools/testing/policy";
import { edges } from "../tools/testing/security-group-edges";
import { synthesizeEnvironments } from "../tools/testing/synthesize";
import type { SynthesizedStack } from "../tools/testing/synthesized-stack";
import { isTaggable } from "../tools/testing/taggable";

const SEED = 20_260_101;
const parse = (input: unknown) => parseEnvironment("test", "environments/test.ts", input);

const POLICIES: readonly (readonly [string, string])[] = [
  ["aws_iam_role", "assume_role_policy"],
  ["aws_iam_role_policy", "policy"],
  ["aws_kms_key", "policy"],
  ["aws_s3_bucket_policy", "policy"],
  ["aws_sqs_queue_policy", "policy"],
  ["aws_cloudwatch_log_resource_policy", "policy_document"],
  ["aws_sns_topic_policy", "policy"],
];

function expectPrivateTasks(stack: SynthesizedStack, { regions }: Environment) {
  const given = regions.flatMap(({ existingVpc }) => existingVpc?.privateSubnetIds ?? []);
  for (const service of stack.all("aws_ecs_service")) {
    const network = service["network_configuration"] as { assign_public_ip: boolean; subnets: string[] };
    expect(network.assign_public_ip).toBe(false);
    expect(network.subnets.length).toBeGreaterThanOrEqual(2);
    for (const subnet of network.subnets)
      expect(given.includes(subnet) || subnet.includes("vpc_private-")).toBe(true);
  }
}

function expectDisjointSubnets(stack: SynthesizedStack) {
  const vpc = new BlockList();
  for (const one of stack.all("aws_vpc")) add(vpc, one["cidr_block"]);
  const taken = new BlockList();
  for (const subnet of stack.all("aws_subnet")) {
    const [first = "", last = ""] = ends(subnet["cidr_block"]);
    expect([vpc.check(first), vpc.check(last)]).toEqual([true, true]);
    expect([taken.check(first), taken.check(last)]).toEqual([false, false]);
    add(taken, subnet["cidr_block"]);
  }
}

function add(list: BlockList, block: unknown) {
  const [first = "", prefix = ""] = String(block).split("/");
  list.addSubnet(first, Number(prefix), "ipv4");
}

function ends(block: unknown): string[] {
  const [first = "", prefix = ""] = String(block).split("/");
  const start = first.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [start, start + 2 ** (32 - Number(prefix)) - 1].map((address) =>
    [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join("."),
  );
}

function expectNarrowGroups(stack: SynthesizedStack) {
  const byAddress = edges(stack).filter((edge) => /\d+\.\d+\.\d+\.\d+\//.test(edge));
  const allowed = [
    /^in (load-balancer|tasks) icmp 3-4 from 0\.0\.0\.0\/0$/,
    /^in load-balancer tcp (80-80|443-443) from 0\.0\.0\.0\/0$/,
    /^in endpoints\/security-group tcp 443-443 from (10|172)\./,
    /^out tasks tcp 443-443 to 0\.0\.0\.0\/0$/,
  ];
  expect(byAddress.filter((edge) => !allowed.some((pattern) => pattern.test(edge)))).toEqual([]);
}

function expectNarrowPolicies(stack: SynthesizedStack) {
  for (const [type, attribute] of POLICIES) {
    for (const resource of stack.all(type)) {
      for (const { Effect, Action, Resource } of statements(resource[attribute])) {
        if (Effect !== "Allow") continue;
        const actions = [Action].flat();
        for (const action of actions) expect(action).not.toContain("*");
        // A key's own policy is about that key.
        if (type === "aws_iam_role_policy" && [Resource].flat().includes("*")) {
          expect(actions.filter((action) => !needsWildcardResource(action))).toEqual([]);
        }
      }
    }
  }
}

function expectNames(stack: SynthesizedStack) {
  expect(refusedNames(stack)).toEqual([]);
  for (const type of stack.types.filter(isTaggable)) {
    for (const resource of stack.all(type))
      expect(resource["tags"]).toMatchObject({ Name: expect.any(String) as string });
  }
}

function expectSound(environment: Environment) {
  const stacks = synthesizeEnvironments([environment]);
  for (const stack of stacks.all) {
    expectPrivateTasks(stack, environment);
    expectDisjointSubnets(stack);
    expectNarrowGroups(stack);
    expectNarrowPolicies(stack);
    expectNames(stack);
    expect(stack.provider["allowed_account_ids"]).toEqual([environment.account]);
    expect(stack.backend["key"]).toBe(`${stack.id}.tfstate`);
  }
}

/** Lets the test runner's own messages through between two long computations. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

describe("random environments", () => {
  it("N2, S1, S2, P4, T1: whatever is valid is synthesized, and keeps the platform's promises", async () => {
    await fc.assert(
      fc.asyncProperty(validEnvironment, async (input) => {
        await breathe();
        const environment = parse(input);
        if (Array.isArray(environment)) throw new Error(JSON.stringify(environment));
        expectSound(environment);
      }),
      { seed: SEED, numRuns: 15, endOnFailure: true },
    );
  }, 180_000);

  it("O2: whatever is changed in one is refused with where and what is allowed, or accepted", () => {
    let refused = 0;
    fc.assert(
      fc.property(anyEnvironment, (input) => {
        const parsed = parse(input);
        if (!Array.isArray(parsed)) return;
        refused += 1;
        expect(parsed).not.toEqual([]);
        for (const { file, allowed } of parsed) {
          expect(file).toBe("environments/test.ts");
          expect(allowed).toMatch(/\S/);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
    // Most changes break something; were nothing refused, this test would show nothing.
    expect(refused).toBeGreaterThan(150);
  });

  it("O2: whatever is accepted after a change is synthesized too", async () => {
    const changed = fc.sample(anyEnvironment, { seed: SEED, numRuns: 200 }).map(parse);
    const accepted = changed.flatMap((parsed) => (Array.isArray(parsed) ? [] : [parsed])).slice(0, 8);
    expect(accepted).toHaveLength(8);
    for (const environment of accepted) {
      await breathe();
      expectSound(environment);
    }
  }, 60_000);
});
