import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { edges } from "../../tools/testing/security-group-edges";
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
        stack.address("aws_lb_listener", "listeners/http"),
      ]),
    );
  });

  it("C5: is registered with its target group", () => {
    expect(service["load_balancer"]).toEqual([
      {
        target_group_arn: stack.reference("aws_lb_target_group", "listeners/web-targets", "arn"),
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

describe("the way from the load balancer to tasks", () => {
  const opened = (stack: ReturnType<typeof stackOf>) =>
    edges(stack).map((edge) => edge.replaceAll(/\S*security_([a-z-]+)_\S*/g, "$1"));

  it("S1: is each container port behind the load balancer, once, and no port of a service without route", () => {
    const stack = stackOf({
      web: { route: {}, port: 3000 },
      api: { route: { paths: ["/api/*"] }, port: 3000 },
      admin: { route: { paths: ["/admin/*"] }, port: 4000 },
      job: { port: 5000 },
    });
    expect(opened(stack)).toEqual(
      [3000, 4000]
        .flatMap((port) => [
          `in tasks tcp ${port}-${port} from load-balancer`,
          `out load-balancer tcp ${port}-${port} to tasks`,
        ])
        .sort(),
    );
  });

  it("C5: is opened before the service listens on another port, and closed afterwards", () => {
    const stack = web({ port: 4000 });
    const rules = ["in", "out"].map((end) =>
      stack.one(
        `aws_vpc_security_group_${end === "in" ? "ingress" : "egress"}_rule`,
        `load-balancer-to-tasks-4000/${end}`,
      ),
    );
    for (const rule of rules) {
      expect(rule["lifecycle"]).toEqual({ create_before_destroy: true });
      const { uniqueId } = rule["//"].metadata;
      expect(JSON.stringify(stack.one("aws_ecs_service", "web")["depends_on"])).toContain(uniqueId);
    }
  });

  it("C5: another port replaces no target group, which would leave the listener without tasks", () => {
    const group = (port: number) => web({ port }).one("aws_lb_target_group");
    expect(group(4000)).toEqual(group(8080));
  });
});

describe("listener rules", () => {
  const rules = (services: Services) => {
    const stack = stackOf(services);
    return Object.fromEntries(stack.all("aws_lb_listener_rule").map((rule) => [stack.pathOf(rule), rule]));
  };
  const all: Services = {
    web: { route: {} },
    api: { route: { paths: ["/api/*"] } },
    auth: { route: { paths: ["/auth/*"] } },
    admin: { route: { paths: ["/admin/*"] } },
  };
  const before = rules(all);

  it.each(["api", "auth", "admin"])("D8: taking %s away changes no other rule", (name) => {
    const left = Object.entries(all).filter(([other]) => other !== name);
    const rest = Object.entries(before).filter(([path]) => path !== `listeners/${name}-rule`);
    expect(rest).toHaveLength(2);
    expect(rules(Object.fromEntries(left))).toEqual(Object.fromEntries(rest));
  });

  it("B10: another order changes no rule", () => {
    expect(rules(Object.fromEntries(Object.entries(all).reverse()))).toEqual(before);
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
      listener_arn: stack.reference("aws_lb_listener", "listeners/http", "arn"),
      condition: [{ path_pattern: { values: ["/api/*", "/v1/*"] } }],
      action: [
        {
          type: "forward",
          target_group_arn: stack.reference("aws_lb_target_group", "listeners/api-targets", "arn"),
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
      { target_group_arn: reversed.reference("aws_lb_target_group", "listeners/web-targets", "arn") },
    ]);
  });
});
