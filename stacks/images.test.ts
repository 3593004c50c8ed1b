import { describe, expect, it } from "vitest";
import { container } from "../tools/testing/containers";
import { permissions } from "../tools/testing/policy";
import { environment, IMAGE_TAG, MINIMAL, synthesize, synthesizeWith } from "../tools/testing/synthesize";

const DIGEST = `sha256:${"0".repeat(64)}`;
const PRIVATE = `111111111111.dkr.ecr.us-east-1.amazonaws.com/shared/tools@${DIGEST}`;

const stacks = synthesize({
  test: {
    ...MINIMAL,
    images: {
      shop: { directory: "../shop", user: "image", writablePaths: ["/tmp", "/var/cache"] },
      proxy: {
        reference: `public.ecr.aws/nginx/nginx@${DIGEST}`,
        user: "101:101",
        readOnlyRootFilesystem: false,
      },
      tools: { reference: PRIVATE },
    },
    services: {
      web: { image: "shop", command: ["serve"], route: { healthCheck: { path: "/up?full=1" } } },
      edge: { image: "proxy", port: 8081, route: { paths: ["/static/*"] } },
      quiet: { image: "shop", healthCheck: "none" },
      own: { image: "shop", healthCheck: { command: ["/bin/check"], retries: 5 } },
    },
    tasks: { seed: { image: "tools", command: ["seed"] } },
  },
});
const service = stacks.get("test-us-east-1-service");
const registry = stacks.get("test-us-east-1-registry");
const inTask = (task: string, name: string) => {
  const definition = service.one("aws_ecs_task_definition", `${task}-task`);
  const all = JSON.parse(String(definition["container_definitions"])) as Record<string, unknown>[];
  return all.find((one) => one["name"] === name) ?? {};
};

describe("C8: several applications in one environment", () => {
  it("have a repository each, except for images that exist already", () => {
    expect(registry.all("aws_ecr_repository").map(({ name }) => name)).toEqual(["webapp-test-shop"]);
    expect(registry.output("repository_shop")).toBeDefined();
  });

  it("run what each service and task names", () => {
    expect(inTask("web", "web")["image"]).toMatch(new RegExp(`repository_url.*:${IMAGE_TAG}$`));
    expect(inTask("seed", "seed")["image"]).toBe(PRIVATE);
    expect(inTask("edge", "edge")["image"]).toBe(`public.ecr.aws/nginx/nginx@${DIGEST}`);
    expect(inTask("web", "web")["command"]).toEqual(["serve"]);
    expect(inTask("edge", "edge")).not.toHaveProperty("command");
  });

  it("say which version of each image runs", () => {
    expect(service.output("image_shop")).toBe(IMAGE_TAG);
    expect(service.output("image_proxy")).toBe(DIGEST);
  });

  it("may pull exactly the repositories of their task, and nothing where the image is public", () => {
    const pulls = (task: string) =>
      permissions(service.one("aws_iam_role_policy", `${task}-task/execution-role/policy`)["policy"]).filter(
        (one) => one.includes("ecr:"),
      );
    expect(pulls("edge")).toEqual([]);
    expect(pulls("seed")).toEqual([
      "Allow ecr:BatchCheckLayerAvailability arn:aws:ecr:us-east-1:111111111111:repository/shared/tools",
      "Allow ecr:BatchGetImage arn:aws:ecr:us-east-1:111111111111:repository/shared/tools",
      "Allow ecr:GetAuthorizationToken *",
      "Allow ecr:GetDownloadUrlForLayer arn:aws:ecr:us-east-1:111111111111:repository/shared/tools",
    ]);
    expect(pulls("web")).toHaveLength(4);
  });
});

describe("C8: how the containers of an image run", () => {
  it("is as user 1000 on a read-only file system, unless the image is stated to need something else", () => {
    expect(inTask("seed", "seed")).toMatchObject({ user: "1000:1000", readonlyRootFilesystem: true });
    expect(inTask("web", "web")).not.toHaveProperty("user");
    expect(inTask("edge", "edge")).toMatchObject({ user: "101:101", readonlyRootFilesystem: false });
  });

  it("is with volumes of their own for what they write", () => {
    expect(inTask("web", "web")["mountPoints"]).toEqual([
      { sourceVolume: "web-writable-0", containerPath: "/tmp", readOnly: false },
      { sourceVolume: "web-writable-1", containerPath: "/var/cache", readOnly: false },
    ]);
    expect(inTask("seed", "seed")["mountPoints"]).toEqual([]);
    expect(service.one("aws_ecs_task_definition", "web-task")["volume"]).toEqual([
      { name: "web-writable-0" },
      { name: "web-writable-1" },
    ]);
  });
});

describe("C8: what ECS asks a container", () => {
  it("is the path of the load balancer's check by default, with nothing but Node.js", () => {
    const { command, ...rest } = inTask("web", "web")["healthCheck"] as { command: string[] };
    expect(command.slice(0, 3)).toEqual(["CMD", "node", "-e"]);
    expect(command[3]).toContain('path:"/up?full=1"');
    expect(rest).toEqual({ interval: 15, timeout: 5, retries: 3, startPeriod: 30 });
  });

  it("is what the service states", () => {
    expect(inTask("own", "own")["healthCheck"]).toMatchObject({ command: ["CMD", "/bin/check"], retries: 5 });
    expect(inTask("quiet", "quiet")).not.toHaveProperty("healthCheck");
  });

  it("is nothing where there is no Node.js, which the outputs say", () => {
    expect(inTask("edge", "edge")).not.toHaveProperty("healthCheck");
    expect(service.output("health_checks")).toMatch(/^edge: no health check within the container/);
    const without = synthesizeWith([environment(MINIMAL)], { tag: IMAGE_TAG, node: false }).get(
      "test-us-east-1-service",
    );
    expect(container(without, "web")).not.toHaveProperty("healthCheck");
    expect(without.output("health_checks")).toMatch(/^web: no health check/);
    const stated = synthesizeWith(
      [environment({ ...MINIMAL, images: { app: { directory: "x", node: true } } })],
      { tag: IMAGE_TAG, node: false },
    ).get("test-us-east-1-service");
    expect(container(stated, "web")).toHaveProperty("healthCheck");
  });
});

describe("C8: an environment that builds nothing", () => {
  it("has no repository, and no key for one", () => {
    const only = synthesize({
      test: { ...MINIMAL, images: { app: { reference: `nginx@${DIGEST}` } } },
    }).get("test-us-east-1-registry");
    expect(only.all("aws_ecr_repository")).toEqual([]);
    expect(only.all("aws_kms_key")).toEqual([]);
  });
});
