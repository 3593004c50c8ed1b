import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Terraform } from "../terraform/terraform";
import { deployDefinitions } from "./definitions";

const arn = (revision: number) =>
  `arn:aws:ecs:us-east-1:111111111111:task-definition/webapp-dev-web:${revision}`;
const terraform = {
  attributes: (type: string) =>
    Promise.resolve(
      type === "aws_ecs_service" ? [{ name: "web", cluster: "webapp-dev" }] : [{ arn: arn(8) }],
    ),
} as unknown as Terraform;

const REPOSITORY = "111111111111.dkr.ecr.us-east-1.amazonaws.com/webapp-dev";
const revision = (
  number: number,
  tag: string,
  more: object = {},
  containers: readonly string[] = ["web"],
) => ({
  taskDefinition: {
    taskDefinitionArn: arn(number),
    family: "webapp-dev-web",
    revision: number,
    status: "ACTIVE",
    registeredBy: `role/${number}`,
    cpu: "256",
    memory: "512",
    containerDefinitions: containers.map((name) => ({ name, image: `${REPOSITORY}:${tag}` })),
    ...more,
  },
  tags: [{ key: "Environment", value: "dev" }],
});

describe("deployDefinitions", () => {
  let ecs: Server;
  let revisions: Map<string, object>;
  let running: number;
  let asked: { readonly operation: string; readonly input: Record<string, unknown> }[];

  beforeEach(async () => {
    asked = [];
    running = 12;
    ecs = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
        const input = JSON.parse(text) as Record<string, unknown>;
        asked.push({ operation, input });
        const answers: Record<string, () => object | undefined> = {
          DescribeServices: () => ({ services: [{ serviceName: "web", taskDefinition: arn(running) }] }),
          DescribeTaskDefinition: () => revisions.get(String(input["taskDefinition"])),
          RegisterTaskDefinition: () => ({ taskDefinition: { taskDefinitionArn: arn(13) } }),
        };
        response
          .writeHead(200, { "Content-Type": "application/x-amz-json-1.1" })
          .end(JSON.stringify(answers[operation]?.() ?? {}));
      });
    });
    await new Promise<void>((resolve) => ecs.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(ecs.address() as AddressInfo).port}`);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIA");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await new Promise((resolve) => ecs.close(resolve));
  });

  const deploy = () => deployDefinitions(terraform, { region: "us-east-1" });
  const of = (operation: string) =>
    asked.filter((one) => one.operation === operation).map(({ input }) => input);
  const given = (applied: object, runs: object) => {
    revisions = new Map([
      [arn(8), applied],
      [arn(12), runs],
    ]);
  };

  it("A10: changed settings reach the service, with the image that a pipeline deployed", async () => {
    given(revision(8, "from-terraform", { cpu: "512", memory: "1024" }), revision(12, "from-pipeline"));
    expect(await deploy()).toEqual(["web"]);
    expect(of("RegisterTaskDefinition")).toEqual([
      {
        family: "webapp-dev-web",
        cpu: "512",
        memory: "1024",
        containerDefinitions: [{ name: "web", image: `${REPOSITORY}:from-pipeline` }],
        tags: [{ key: "Environment", value: "dev" }],
      },
    ]);
    expect(of("UpdateService")).toEqual([{ cluster: "webapp-dev", service: "web", taskDefinition: arn(13) }]);
  });

  it("A10: a container that is new gets the version of the others, one of another repository keeps its own", async () => {
    const proxy = { name: "proxy", image: "public.ecr.aws/proxy:2" };
    const wanted = revision(8, "from-terraform", {}, ["web", "migrate"]);
    wanted.taskDefinition.containerDefinitions.push(proxy);
    given(wanted, revision(12, "from-pipeline"));
    await deploy();
    expect(of("RegisterTaskDefinition")[0]?.["containerDefinitions"]).toEqual([
      { name: "web", image: `${REPOSITORY}:from-pipeline` },
      { name: "migrate", image: `${REPOSITORY}:from-pipeline` },
      proxy,
    ]);
  });

  it("A10: nothing is deployed where the image is all that differs", async () => {
    given(revision(8, "from-terraform"), revision(12, "from-pipeline"));
    expect(await deploy()).toEqual([]);
    expect(of("RegisterTaskDefinition")).toEqual([]);
    expect(of("UpdateService")).toEqual([]);
  });

  it("A10: nothing is deployed where Terraform's own revision runs", async () => {
    running = 8;
    expect(await deploy()).toEqual([]);
    expect(asked.map(({ operation }) => operation)).toEqual(["DescribeServices"]);
  });
});
