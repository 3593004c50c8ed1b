import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

type Services = NonNullable<EnvironmentInput["services"]>;

const stackOf = (services: Services) =>
  synthesize({ test: { ...MINIMAL, services } }).get("test-us-east-1-service");
const web = (fields: Services[string] = {}) => stackOf({ web: { route: {}, ...fields } });

describe("a service", () => {
  const stack = web();
  const service = stack.one("aws_ecs_service", "web");

  it("C4: is replaced without a gap, and rolled back where the new version does not start", () => {
    expect(service).toMatchObject({
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      deployment_circuit_breaker: { enable: true, rollback: true },
      wait_for_steady_state: true,
    });
  });

  it("N2: has its tasks in private subnets, without public addresses, in the tasks' security group", () => {
    const network = service["network_configuration"] as Record<string, unknown>;
    expect(network["assign_public_ip"]).toBe(false);
    expect(network["subnets"]).toHaveLength(2);
    for (const subnet of network["subnets"] as string[]) expect(subnet).toContain("vpc_private-");
    expect(network["security_groups"]).toEqual([expect.stringContaining("security_tasks_")]);
  });

  it("C4: starts with two tasks; afterwards auto scaling owns the number", () => {
    expect(service).toMatchObject({ desired_count: 2, lifecycle: { ignore_changes: ["desired_count"] } });
  });

  it("C4: waits for capacity providers, permissions and listener", () => {
    expect(service["depends_on"]).toEqual(
      expect.arrayContaining([
        stack.address("aws_ecs_cluster_capacity_providers"),
        stack.address("aws_iam_role_policy", "web-task/execution-role/policy"),
        stack.address("aws_lb_listener", "load-balancer/http"),
      ]),
    );
  });

  it("C5: is registered with its target group", () => {
    expect(service["load_balancer"]).toEqual([
      {
        target_group_arn: stack.reference("aws_lb_target_group", "load-balancer/web-targets", "arn"),
        container_name: "web",
        container_port: 8080,
      },
    ]);
  });

  it("K1: passes its tags on to the tasks", () => {
    expect(service).toMatchObject({ propagate_tags: "SERVICE", enable_ecs_managed_tags: true });
  });

  it.each([true, false])("C4: has ECS Exec where the configuration says %s", (exec) => {
    expect(web({ exec }).one("aws_ecs_service", "web")["enable_execute_command"]).toBe(exec);
  });
});

describe("capacity", () => {
  const strategy = (capacity: Services[string]["capacity"]) =>
    web({ capacity }).one("aws_ecs_service", "web")["capacity_provider_strategy"];
  const provider = (capacity_provider: string, base: number, weight: number) => ({
    capacity_provider,
    base,
    weight,
  });

  it.each([
    ["on demand by default", {}, [provider("FARGATE", 0, 1)]],
    ["Spot alone", { onDemandWeight: 0, spotWeight: 1 }, [provider("FARGATE_SPOT", 0, 1)]],
    [
      "a mix with a base",
      { onDemandBase: 2, onDemandWeight: 1, spotWeight: 3 },
      [provider("FARGATE", 2, 1), provider("FARGATE_SPOT", 0, 3)],
    ],
    [
      "a base on demand and the rest on Spot",
      { onDemandBase: 1, onDemandWeight: 0, spotWeight: 1 },
      [provider("FARGATE", 1, 0), provider("FARGATE_SPOT", 0, 1)],
    ],
  ])("C1: %s", (_title, capacity, expected) => {
    expect(strategy(capacity)).toEqual(expected);
  });
});

describe("a running service", () => {
  it("A4: gets another capacity strategy by a new deployment, and is never replaced for it", () => {
    expect(web().one("aws_ecs_service", "web")["force_new_deployment"]).toBe(true);
  });

  it("D19: is waited for as long as its configuration lets a deployment take", () => {
    const slow = web({ route: { deregistrationDelaySeconds: 3600 }, stopTimeoutSeconds: 120 });
    expect(slow.one("aws_ecs_service", "web")["timeouts"]).toEqual({
      create: "83m",
      update: "83m",
      delete: "83m",
    });
  });
});

describe("a second service", () => {
  const stack = stackOf({
    web: { route: {} },
    api: { route: { paths: ["/api/*", "/v1/*"] }, port: 3000 },
    job: { command: ["worker"] },
  });

  it("C7: gets the requests of its paths from a rule of the listener", () => {
    expect(stack.one("aws_lb_listener_rule")).toMatchObject({
      listener_arn: stack.reference("aws_lb_listener", "load-balancer/http", "arn"),
      condition: [{ path_pattern: { values: ["/api/*", "/v1/*"] } }],
      action: [
        {
          type: "forward",
          target_group_arn: stack.reference("aws_lb_target_group", "load-balancer/api-targets", "arn"),
        },
      ],
    });
    expect(stack.one("aws_ecs_service", "api")["depends_on"]).toContain(
      stack.address("aws_lb_listener_rule"),
    );
  });

  it("C7: each routed one has a rule with a priority of its own", () => {
    const many = stackOf({
      web: { route: {} },
      api: { route: { paths: ["/api/*"] } },
      admin: { route: { paths: ["/admin/*"] } },
    });
    const priorities = many.all("aws_lb_listener_rule").map((rule) => rule["priority"]);
    expect(new Set(priorities).size).toBe(2);
  });

  it("C7: gets none without a route", () => {
    const job = stack.one("aws_ecs_service", "job");
    expect(job).not.toHaveProperty("load_balancer");
    expect(job).not.toHaveProperty("health_check_grace_period_seconds");
    expect(job).toMatchObject({
      deployment_minimum_healthy_percent: 100,
      network_configuration: { assign_public_ip: false },
    });
  });

  it("C7: has its own command, roles and log group", () => {
    for (const name of ["web", "api", "job"]) {
      expect(stack.one("aws_cloudwatch_log_group", `${name}-task/log`)["name"]).toBe(`/webapp-test/${name}`);
      expect(stack.one("aws_iam_role", `${name}-task/task-role`)["name"]).toBe(
        `webapp-test-us-east-1-${name}-task`,
      );
    }
  });

  it("C7: may come first in the configuration", () => {
    const reversed = stackOf({ api: { route: { paths: ["/api/*"] } }, web: { route: {} } });
    expect(reversed.one("aws_lb_listener")["default_action"]).toMatchObject([
      { target_group_arn: reversed.reference("aws_lb_target_group", "load-balancer/web-targets", "arn") },
    ]);
  });
});
