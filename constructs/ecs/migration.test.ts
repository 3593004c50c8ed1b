import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { permissions, statements } from "../../tools/testing/policy";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

const INPUT: EnvironmentInput = {
  ...MINIMAL,
  services: { web: { route: {} }, worker: { command: ["worker"] } },
  tasks: { migrate: { command: ["migrate"] }, seed: { command: ["seed"] } },
  migration: "migrate",
  database: { engine: "postgres" },
};
const stackOf = (input: EnvironmentInput) => synthesize({ test: input }).get("test-us-east-1-service");
const stack = stackOf(INPUT);
const deployedByPipeline = stackOf({
  ...INPUT,
  delivery: {
    pipeline: { source: { type: "codecommit" }, deploy: [{ environment: "test", approval: false }] },
  },
});

const INVOCATIONS = ["migration/run", "migration/wait-1", "migration/wait-2", "migration/wait-3"];
const dependsOn = (of: typeof stack, service: string) => of.one("aws_ecs_service", service)["depends_on"];
const address = (of: typeof stack, path: string) =>
  `aws_lambda_invocation.${of.one("aws_lambda_invocation", path)["//"].metadata.uniqueId}`;
const policy = (of: typeof stack) =>
  of.one("aws_iam_role_policy", "migration/function/role/policy")["policy"];

describe("a migration", () => {
  it("C7: given a new revision of its task, is called with it, and goes on for as long as several calls may take", () => {
    expect(JSON.parse(String(stack.one("aws_lambda_invocation", "migration/run")["input"]))).toEqual({
      taskDefinition: stack.reference("aws_ecs_task_definition", "migrate-task", "arn"),
      calls: INVOCATIONS.length,
    });
    expect(stack.all("aws_lambda_invocation").map((one) => stack.pathOf(one))).toEqual(INVOCATIONS);
    INVOCATIONS.slice(1).forEach((path, index) => {
      const before = stack.reference("aws_lambda_invocation", INVOCATIONS[index], "result");
      expect(stack.one("aws_lambda_invocation", path)["input"]).toBe(before);
    });
  });

  it("C7: given another database of the same name, is called again", () => {
    for (const path of INVOCATIONS) {
      expect(JSON.stringify(stack.one("aws_lambda_invocation", path)["triggers"])).toMatch(
        /database.*resource_id/,
      );
    }
  });

  it("C7: succeeds before any service gets the new version", () => {
    const last = address(stack, "migration/wait-3");
    for (const service of ["web", "worker"]) expect(dependsOn(stack, service)).toContain(last);
  });

  it("C7: is called by Terraform for new databases alone where a pipeline deploys, with the newest revision there is", () => {
    expect(
      JSON.parse(String(deployedByPipeline.one("aws_lambda_invocation", "migration/run")["input"])),
    ).toEqual({
      taskDefinition: "webapp-test-migrate",
      calls: INVOCATIONS.length,
    });
    expect(deployedByPipeline.one("aws_lambda_invocation", "migration/run")["depends_on"]).toContain(
      `aws_ecs_task_definition.${deployedByPipeline.one("aws_ecs_task_definition", "migrate-task")["//"].metadata.uniqueId}`,
    );
    expect(JSON.stringify(deployedByPipeline.one("aws_ecs_task_definition", "migrate-task"))).not.toContain(
      "SERVICE_VERSION",
    );
  });

  it("C7: is absent where the environment names none", () => {
    expect(stackOf({ ...INPUT, migration: undefined }).types).not.toContain("aws_lambda_invocation");
  });

  it("S2: is run by a function that may run, watch and read this task alone, and pass its roles to ECS alone", () => {
    const ecs = "arn:aws:ecs:us-east-1:111111111111";
    const cluster = stack.reference("aws_ecs_cluster", undefined, "name");
    const passed = ["execution", "task"].map((kind) =>
      stack.reference("aws_iam_role", `migrate-task/${kind}-role`, "arn"),
    );
    const lines = permissions(policy(stack)).filter((line) => !/kms:|logs:(Create|Put)/.test(line));
    expect(lines.sort()).toEqual(
      [
        "Allow ecs:DescribeTaskDefinition *",
        "Allow ecs:ListTasks *",
        `Allow ecs:DescribeTasks ${ecs}:task/${cluster}/*`,
        `Allow ecs:RunTask ${ecs}:task-definition/webapp-test-migrate:*`,
        `Allow ecs:TagResource ${ecs}:task/${cluster}/*`,
        ...passed.map((role) => `Allow iam:PassRole ${role}`),
        "Allow logs:GetLogEvents arn:aws:logs:us-east-1:111111111111:log-group:/webapp-test/migrate:log-stream:*",
      ].sort(),
    );
    const conditionOf = (action: string) =>
      statements(policy(stack)).find(({ Action }) => [Action].flat().includes(action))?.Condition;
    const clusterArn = stack.reference("aws_ecs_cluster", undefined, "arn");
    expect(conditionOf("ecs:RunTask")).toEqual({ ArnEquals: { "ecs:cluster": clusterArn } });
    expect(conditionOf("ecs:TagResource")).toEqual({ StringEquals: { "ecs:CreateAction": "RunTask" } });
    expect(conditionOf("iam:PassRole")).toEqual({
      StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
    });
  });

  it("S2: has its revisions made by that function where a pipeline deploys, and by nobody else otherwise", () => {
    const revises = (of: typeof stack) =>
      permissions(policy(of)).filter((line) => line.includes("RegisterTaskDefinition"));
    expect(revises(stack)).toEqual([]);
    expect(revises(deployedByPipeline)).toEqual([
      "Allow ecs:RegisterTaskDefinition arn:aws:ecs:us-east-1:111111111111:task-definition/webapp-test-migrate:*",
    ]);
  });
});
