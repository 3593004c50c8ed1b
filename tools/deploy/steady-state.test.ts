import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Terraform } from "../terraform/terraform";
import { DeploymentFailedError, steadyState } from "./steady-state";

const arn = (revision: number) =>
  `arn:aws:ecs:us-east-1:111111111111:task-definition/webapp-dev-web:${revision}`;
const STATE: Readonly<Record<string, object[]>> = {
  aws_ecs_service: [{ name: "web", cluster: "arn:aws:ecs:us-east-1:111111111111:cluster/webapp-dev" }],
  aws_ecs_task_definition: [{ arn: arn(8) }],
};
const terraform = {
  attributes: (type: string) => Promise.resolve(STATE[type] ?? []),
} as unknown as Terraform;

const steady = {
  serviceName: "web",
  taskDefinition: arn(8),
  desiredCount: 2,
  runningCount: 2,
  deployments: [{ status: "PRIMARY", taskDefinition: arn(8), rolloutState: "COMPLETED" }],
};
const rolling = {
  ...steady,
  runningCount: 3,
  deployments: [
    { status: "PRIMARY", taskDefinition: arn(8), rolloutState: "IN_PROGRESS" },
    { status: "ACTIVE", taskDefinition: arn(7), rolloutState: "COMPLETED" },
  ],
};
/** The circuit breaker has gone back to the last version, which is steady again. */
const rolledBack = {
  ...steady,
  taskDefinition: arn(7),
  deployments: [
    {
      status: "PRIMARY",
      taskDefinition: arn(7),
      rolloutState: "COMPLETED",
      rolloutStateReason: "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.",
    },
  ],
  events: [{ message: "(service web) (task 1) failed container health checks." }],
};

describe("steadyState", () => {
  let ecs: Server;
  let answers: object[];
  let asked: number;

  beforeEach(async () => {
    asked = 0;
    ecs = createServer((_, response) => {
      asked += 1;
      const services = [answers.length > 1 ? answers.shift() : answers[0]];
      response
        .writeHead(200, { "Content-Type": "application/x-amz-json-1.1" })
        .end(JSON.stringify({ services }));
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
  const wait = (withinMs = 5000) => steadyState(terraform, { region: "us-east-1", withinMs, everyMs: 5 });

  it("P2: waits until only the new version runs", async () => {
    answers = [rolling, rolling, steady];
    expect(await wait()).toEqual(new Map([["web", 2]]));
    expect(asked).toBe(3);
  });

  it("P2: shows a rollback by the circuit breaker as the failure it is", async () => {
    answers = [rolling, rolledBack];
    const failed = wait();
    await expect(failed).rejects.toThrow(DeploymentFailedError);
    await expect(failed).rejects.toThrow(
      /web: the deployment of webapp-dev-web:8 failed, webapp-dev-web:7 runs again/,
    );
    await expect(failed).rejects.toThrow(
      /circuit breaker: rolling back[\s\S]*failed container health checks/,
    );
  });

  it("P2: does not wait for the end of a rollback", async () => {
    const [primary, ...others] = rolling.deployments;
    answers = [
      {
        ...rolling,
        deployments: [
          { ...primary, rolloutState: "FAILED", rolloutStateReason: "tasks failed to start" },
          ...others,
        ],
      },
    ];
    await expect(wait()).rejects.toThrow(/tasks failed to start/);
  });

  it("A9: lets a service run what a pipeline has deployed since", async () => {
    const newer = { status: "PRIMARY", taskDefinition: arn(12), rolloutState: "COMPLETED" };
    answers = [rolling, { ...steady, taskDefinition: arn(12), deployments: [newer] }];
    const tasks = await steadyState(terraform, { region: "us-east-1", othersDeploy: true, everyMs: 5 });
    expect(tasks).toEqual(new Map([["web", 2]]));
  });

  it("A9: finds a pipeline's deployment that failed, all the same", async () => {
    const failed = { status: "PRIMARY", taskDefinition: arn(12), rolloutState: "FAILED" };
    answers = [{ ...steady, deployments: [failed] }];
    const waiting = steadyState(terraform, { region: "us-east-1", othersDeploy: true, everyMs: 5 });
    await expect(waiting).rejects.toThrow(DeploymentFailedError);
  });

  it("P2: gives up in time, and says what is missing", async () => {
    answers = [{ ...steady, runningCount: 1 }];
    await expect(wait(30)).rejects.toThrow(/no steady state after 0\.03 s: web 1 of 2 tasks/);
  });
});
