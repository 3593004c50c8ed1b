import { describe, expect, it } from "vitest";
import {
  counts,
  describePlan,
  describeStack,
  type EnvironmentPlan,
  isEmpty,
  refusedLosses,
  type StackPlan,
  summarize,
} from "./summary";
import { change, plan } from "./testing";

const planned = (stack: string, ...changes: Parameters<typeof plan>): StackPlan => ({
  stack,
  status: "planned",
  waitsFor: [],
  resources: 9,
  ...summarize(stack, plan(...changes)),
});

const environment = (stacks: StackPlan[], more: Partial<EnvironmentPlan> = {}): EnvironmentPlan => ({
  environment: "dev",
  images: { app: "0123456789abcdef" },
  remoteState: true,
  stacks,
  orphans: [],
  allowed: [],
  ...more,
});

const NETWORK = planned("dev-us-east-1-network");
const DATA = planned(
  "dev-us-east-1-data",
  change("aws_sqs_queue.jobs", ["delete"], { action_reason: "delete_because_no_resource_config" }),
  change("aws_vpc_endpoint.s3", ["create", "delete"], { replacePaths: [["service_name"]] }),
  change("aws_db_instance.database", ["update"]),
  change("aws_iam_role.a", ["create"]),
  change("aws_iam_role.b", ["create"]),
  change("aws_iam_role.c", ["no-op"]),
);

describe("counts", () => {
  it("P1: counts what happens, by kind", () => {
    expect(counts(DATA)).toBe("2 to create, 1 to change, 1 to replace, 1 to destroy");
    expect(counts(NETWORK)).toBe("nothing to change");
  });

  it("P1: says what a stack waits for, and how much is to come", () => {
    const waitsFor = ["dev-us-east-1-network has not been applied yet"];
    expect(counts({ ...NETWORK, status: "waiting", waitsFor })).toBe(
      "9 resources, to be planned later: dev-us-east-1-network has not been applied yet",
    );
    expect(counts({ ...DATA, status: "provisional", waitsFor })).toMatch(
      /1 to destroy; to be planned again: dev-us/,
    );
  });
});

describe("describePlan", () => {
  it("P1: a line a stack, and every destruction with its reason; stateful ones are marked", () => {
    const text = describePlan(environment([NETWORK, DATA]));
    expect(text).toContain("dev-us-east-1-network  nothing to change");
    expect(text).toMatch(
      /^! destroy dev-us-east-1-data\/aws_sqs_queue\.jobs: the configuration has no such .+; lost: all messages/m,
    );
    expect(text).toMatch(
      /^ {2}replace dev-us-east-1-data\/aws_vpc_endpoint\.s3: cannot be changed in place: service_name$/m,
    );
    expect(text).not.toContain("Nothing to change: dev");
  });

  it("A10: says how another task definition reaches services that a pipeline deploys", () => {
    const revised = planned(
      "dev-us-east-1-service",
      change("aws_ecs_task_definition.web", ["create", "delete"], { replacePaths: [["cpu"]] }),
    );
    const note = "services get the new settings with the images that run now";
    expect(describePlan(environment([revised], { othersDeploy: true }))).toContain(note);
    expect(describePlan(environment([revised]))).not.toContain(note);
    expect(describePlan(environment([DATA], { othersDeploy: true }))).not.toContain(note);
  });

  it("P1: says that there is nothing to change where that is so", () => {
    expect(describePlan(environment([NETWORK]))).toContain("Nothing to change: dev is as it is configured.");
    expect(isEmpty(environment([NETWORK]))).toBe(true);
  });

  it("P1: is not empty while a stack waits, or where only an output changes", () => {
    expect(isEmpty(environment([{ ...NETWORK, status: "waiting" }]))).toBe(false);
    expect(isEmpty(environment([{ ...NETWORK, outputs: ["url"] }]))).toBe(false);
  });

  it("P5: shows what is allowed to go, and which permission is not needed any more", () => {
    const allowed = ["dev-us-east-1-data/aws_sqs_queue.jobs", "dev-us-east-1-data/aws_sqs_queue.gone"];
    const text = describePlan(environment([NETWORK, DATA], { allowed }));
    expect(text).toMatch(/aws_sqs_queue\.jobs: .+ \(allowed\)$/m);
    expect(text).toMatch(/note: dev-us-east-1-data\/aws_sqs_queue\.gone .+ the permission can go/);
    expect(refusedLosses(environment([DATA], { allowed }))).toEqual([]);
    expect(refusedLosses(environment([DATA]))).toHaveLength(1);
  });

  it("P1: names stacks that the configuration has lost", () => {
    expect(describePlan(environment([NETWORK], { orphans: ["dev-us-west-2-data"] }))).toContain(
      "dev-us-west-2-data exists, but the configuration has no such stack any more",
    );
  });
});

describe("describeStack", () => {
  it("P1: names every change of a stack that is planned again", () => {
    const network = planned(
      "dev-us-east-1-network",
      change("aws_vpc.main", ["create"]),
      change("aws_eip.a", ["delete"]),
    );
    expect(describeStack(network).split("\n")).toEqual([
      "dev-us-east-1-network: 1 to create, 1 to destroy",
      "    create aws_vpc.main",
      "    destroy aws_eip.a",
    ]);
  });
});
