import { describe, expect, it } from "vitest";
import { permissions } from "../../tools/testing/policy";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

const service = (containerInsights: "disabled" | "enabled" | "enhanced") =>
  synthesize({
    test: { ...MINIMAL, cluster: { containerInsights }, services: { web: { route: {}, exec: true } } },
  }).get("test-us-east-1-service");
const stack = service("enabled");

describe("the cluster", () => {
  it("C1: offers Fargate and Fargate Spot, Fargate by default", () => {
    expect(stack.one("aws_ecs_cluster_capacity_providers")).toMatchObject({
      cluster_name: stack.reference("aws_ecs_cluster", undefined, "name"),
      capacity_providers: ["FARGATE", "FARGATE_SPOT"],
      default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
    });
  });

  it.each(["disabled", "enabled", "enhanced"] as const)("C1: has Container Insights %s", (value) => {
    expect(service(value).one("aws_ecs_cluster")["setting"]).toEqual([{ name: "containerInsights", value }]);
  });

  it("C4: encrypts and records every session of ECS Exec", () => {
    const key = expect.stringContaining("aws_kms_keylog-keyarn") as string;
    expect(stack.one("aws_ecs_cluster")["configuration"]).toEqual({
      execute_command_configuration: {
        kms_key_id: key,
        logging: "OVERRIDE",
        log_configuration: {
          cloud_watch_encryption_enabled: true,
          cloud_watch_log_group_name: stack.reference("aws_cloudwatch_log_group", "cluster/exec-log", "name"),
        },
      },
    });
    expect(stack.one("aws_cloudwatch_log_group", "cluster/exec-log")).toMatchObject({
      name: "/webapp-test/exec",
      retention_in_days: 90,
      kms_key_id: key,
    });
  });

  it("C4: has sessions recorded in that log group only", () => {
    const writes = permissions(
      stack.one("aws_iam_role_policy", "web-task/task-role/policy")["policy"],
    ).filter((line) => line.includes("logs:PutLogEvents"));
    const group = "arn:aws:logs:us-east-1:111111111111:log-group:/webapp-test/exec";
    expect(writes).toEqual([`Allow logs:PutLogEvents ${group}:*`]);
  });
});
