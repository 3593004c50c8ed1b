import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { type Container, container, variables } from "../../tools/testing/containers";
import { permissions, statements } from "../../tools/testing/policy";
import { IMAGE_TAG, MINIMAL, synthesize } from "../../tools/testing/synthesize";

type Web = NonNullable<EnvironmentInput["services"]>[string];

const service = (web: Web = {}, input: Partial<EnvironmentInput> = {}) =>
  synthesize({ test: { ...MINIMAL, ...input, services: { web: { route: {}, ...web } } } }).get(
    "test-us-east-1-service",
  );
const minimal = service();

describe("a task", () => {
  it("C2: runs on Fargate with 256 CPU units, 512 MiB and a network interface of its own by default", () => {
    expect(minimal.one("aws_ecs_task_definition", "web-task")).toMatchObject({
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: "256",
      memory: "512",
      execution_role_arn: minimal.reference("aws_iam_role", "web-task/execution-role", "arn"),
      task_role_arn: minimal.reference("aws_iam_role", "web-task/task-role", "arn"),
    });
  });

  it("C4: keeps the revision that a failed deployment goes back to until the new one is in service", () => {
    const all = minimal.all("aws_ecs_task_definition");
    expect(all.length).toBeGreaterThan(0);
    for (const { lifecycle } of all) expect(lifecycle).toEqual({ create_before_destroy: true });
  });

  it.each(["ARM64", "X86_64"] as const)("C2: runs on %s where the image is built for it", (architecture) => {
    const definition = service({ cpu: 1024, memory: 3072 }, { image: { architecture } }).one(
      "aws_ecs_task_definition",
    );
    expect(definition).toMatchObject({
      cpu: "1024",
      memory: "3072",
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: architecture },
    });
  });
});

describe("the agent of GuardDuty", () => {
  const agent = "arn:aws:ecr:us-east-1:*:repository/aws-guardduty-agent-fargate";
  const pulls = (guardDuty: object) => {
    const stack = service({}, { baseline: { guardDuty } });
    const role = stack.one("aws_iam_role_policy", "web-task/execution-role/policy");
    return permissions(role["policy"]).filter((one) => one.endsWith(agent));
  };

  it("B13: given Runtime Monitoring, is pulled by the execution role", () => {
    expect(pulls({ fargateRuntime: true })).toEqual([
      `Allow ecr:BatchCheckLayerAvailability ${agent}`,
      `Allow ecr:BatchGetImage ${agent}`,
      `Allow ecr:GetDownloadUrlForLayer ${agent}`,
    ]);
  });

  it("B13: given none, is not", () => {
    expect(pulls({})).toEqual([]);
    expect(pulls({ enabled: false, fargateRuntime: true })).toEqual([]);
  });
});

describe("the container", () => {
  it("C2: is hardened", () => {
    expect(container(minimal, "web")).toMatchObject({
      essential: true,
      readonlyRootFilesystem: true,
      privileged: false,
      user: "1000:1000",
      linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
      mountPoints: [],
    });
  });

  it("C2: is checked without a shell, and has time to stop", () => {
    const { command, retries } = container(minimal, "web")["healthCheck"] as {
      command: string[];
      retries: number;
    };
    expect(command.slice(0, 2)).toEqual(["CMD", "node"]);
    expect(retries).toBe(3);
    expect(container(minimal, "web")["stopTimeout"]).toBe(60);
    expect(container(service({ stopTimeoutSeconds: 90 }), "web")["stopTimeout"]).toBe(90);
  });

  it("C2: listens on 8080 by default, and is told so", () => {
    expect(container(minimal, "web")["portMappings"]).toMatchObject([
      { containerPort: 8080, protocol: "tcp" },
    ]);
    expect(variables(container(service({ port: 3000 }), "web"))["PORT"]).toBe("3000");
  });

  it("C2: gets the platform's variables besides its own", () => {
    const given = variables(container(service({ environment: { LOG_LEVEL: "debug" } }), "web"));
    expect(given).toMatchObject({
      AWS_REGION: "us-east-1",
      ENVIRONMENT: "test",
      PORT: "8080",
      SERVICE_NAME: "web",
      SERVICE_VERSION: IMAGE_TAG,
      LOG_LEVEL: "debug",
    });
  });

  it("C2: counts the load balancer as its proxy only where there is one", () => {
    const stack = synthesize({ test: { ...MINIMAL, services: { web: { route: {} }, job: {} } } }).get(
      "test-us-east-1-service",
    );
    expect(variables(container(stack, "web"))["TRUST_PROXY_HOPS"]).toBe("1");
    expect(variables(container(stack, "job"))).not.toHaveProperty("TRUST_PROXY_HOPS");
  });

  it("C2: is told in every container how long it has to stop", () => {
    const tasks = { migrate: { command: ["migrate"] } };
    const stack = service({ stopTimeoutSeconds: 90 }, { tasks });
    const definitions = stack.all("aws_ecs_task_definition").flatMap((definition) => {
      const given: unknown = JSON.parse(String(definition["container_definitions"]));
      return given as (Container & { stopTimeout: number })[];
    });
    expect(definitions.map(({ name }) => name).sort()).toEqual(["migrate", "web"]);
    for (const one of definitions) {
      expect(variables(one)["STOP_TIMEOUT_SECONDS"]).toBe(String(one.stopTimeout));
    }
  });

  it("C2: is told how long the load balancer keeps an idle connection, where it is behind one", () => {
    const environment = { ...MINIMAL, services: { web: { route: {} }, job: {} } };
    const stacks = synthesize({ test: { ...environment, loadBalancer: { idleTimeoutSeconds: 300 } } });
    const stack = stacks.get("test-us-east-1-service");
    expect(stacks.get("test-us-east-1-ingress").one("aws_lb")["idle_timeout"]).toBe(300);
    expect(variables(container(stack, "web"))["LOAD_BALANCER_IDLE_TIMEOUT_SECONDS"]).toBe("300");
    expect(variables(container(stack, "job"))).not.toHaveProperty("LOAD_BALANCER_IDLE_TIMEOUT_SECONDS");
  });

  it("C6: runs the image of this environment's repository under the content's tag", () => {
    expect(container(minimal, "web")["image"]).toMatch(
      new RegExp(
        `^\\$\\{data\\.terraform_remote_state\\..*test-us-east-1-registry\\.outputs\\..*repository_url\\}:${IMAGE_TAG}$`,
      ),
    );
  });

  it("M1: logs to an encrypted group with the configured retention, and does not wait for it", () => {
    const stack = service({}, { logs: { retentionDays: 30 } });
    expect(stack.one("aws_cloudwatch_log_group", "web-task/log")).toMatchObject({
      name: "/webapp-test/web",
      retention_in_days: 30,
      kms_key_id: expect.stringContaining("aws_kms_keylog-keyarn") as string,
    });
    expect(container(stack, "web")["logConfiguration"]).toMatchObject({
      logDriver: "awslogs",
      options: {
        "awslogs-group": stack.reference("aws_cloudwatch_log_group", "web-task/log", "name"),
        "awslogs-region": "us-east-1",
        mode: "non-blocking",
      },
    });
  });
});

describe("the roles", () => {
  const policy = (stack: typeof minimal, role: string) =>
    permissions(stack.one("aws_iam_role_policy", `web-task/${role}-role/policy`)["policy"]);

  it("C3: ECS may pull this repository's image and write this log group, nothing else", () => {
    const granted = policy(minimal, "execution").map((line) =>
      line.replace(/\$\{.*repository.*arn\}/, "<repository>"),
    );
    const group = "arn:aws:logs:us-east-1:111111111111:log-group:/webapp-test/web";
    expect(granted).toEqual([
      "Allow ecr:BatchCheckLayerAvailability <repository>",
      "Allow ecr:BatchGetImage <repository>",
      "Allow ecr:GetAuthorizationToken *",
      "Allow ecr:GetDownloadUrlForLayer <repository>",
      `Allow logs:CreateLogStream ${group}:*`,
      `Allow logs:PutLogEvents ${group}:*`,
    ]);
  });

  it("C3: the application may do nothing unless it uses something", () => {
    const policies = minimal.all("aws_iam_role_policy").map((one) => minimal.pathOf(one));
    expect(policies.filter((path) => path.startsWith("web-task/"))).toEqual([
      "web-task/execution-role/policy",
    ]);
  });

  it.each(["execution", "task"])("S2: only ECS tasks of this account assume the %s role", (role) => {
    const trust = statements(minimal.one("aws_iam_role", `web-task/${role}-role`)["assume_role_policy"]);
    expect(trust).toEqual([
      {
        Sid: "Assume",
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111111111111" },
          ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:111111111111:*" },
        },
      },
    ]);
  });

  it("C4: with ECS Exec, the application may open a session and record it, and its agent may write", () => {
    const stack = service({ exec: true });
    const actions = policy(stack, "task").map((line) => line.split(" ")[1]);
    expect([...new Set(actions)]).toEqual([
      "kms:Decrypt",
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]);
    expect(container(stack, "web")).toMatchObject({
      readonlyRootFilesystem: true,
      mountPoints: [{ containerPath: "/var/lib/amazon" }, { containerPath: "/var/log/amazon" }],
    });
    expect(stack.one("aws_ecs_task_definition")["volume"]).toMatchObject([
      { name: "exec-agent" },
      { name: "exec-log" },
    ]);
  });
});
