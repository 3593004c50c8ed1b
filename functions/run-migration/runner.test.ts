import type { RunTaskRequest, Task, TaskDefinition } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { MigrationEvent } from "./event";
import { runner, type RunnerOptions } from "./runner";

const REPOSITORY = "111111111111.dkr.ecr.us-east-1.amazonaws.com/webapp-test-app";
const FAMILY = "arn:aws:ecs:us-east-1:111111111111:task-definition/webapp-test-migrate";
const EVENT: MigrationEvent = { taskDefinition: `${FAMILY}:1` };

/** ECS whose tasks end after a number of looks at them. */
class FakeEcs {
  readonly started: RunTaskRequest[] = [];
  readonly registered: string[] = [];
  tasks: Task[] = [];
  looks = 0;
  private readonly revisions = [`${REPOSITORY}:one`];

  constructor(
    /** How each task that is started ends, in order. */
    private readonly ends: { readonly exitCode?: number; readonly afterLooks: number }[],
  ) {}

  readonly client = {
    describeTaskDefinition: ({ taskDefinition = "" }) => {
      const revision = Number(taskDefinition.split(":")[6] ?? this.revisions.length);
      return Promise.resolve({
        taskDefinition: this.definition(revision),
        tags: [{ key: "Project", value: "w" }],
      });
    },
    registerTaskDefinition: ({ containerDefinitions = [] }: TaskDefinition) => {
      const image = containerDefinitions[0]?.image ?? "";
      this.registered.push(image);
      this.revisions.push(image);
      return Promise.resolve({ taskDefinition: this.definition(this.revisions.length) });
    },
    listTasks: () => Promise.resolve({ taskArns: this.tasks.map(({ taskArn = "" }) => taskArn) }),
    describeTasks: ({ tasks = [] }: { tasks?: string[] }) => {
      this.looks += 1;
      return Promise.resolve({
        tasks: this.tasks.map((task) => this.now(task)).filter(({ taskArn = "" }) => tasks.includes(taskArn)),
      });
    },
    runTask: (request: RunTaskRequest) => {
      const number = this.started.push(request);
      const task = {
        taskArn: `arn:task/webapp-test/${number}`,
        taskDefinitionArn: request.taskDefinition ?? "",
      };
      this.tasks.push(task);
      this.until.set(task.taskArn, {
        looks: this.looks,
        ...(this.ends[number - 1] ?? { afterLooks: Infinity }),
      });
      return Promise.resolve({ tasks: [task] });
    },
  } as unknown as RunnerOptions["ecs"];

  /** A task that somebody else has started, and that ends after so many looks. */
  runs(taskDefinitionArn: string, afterLooks: number): string {
    const taskArn = `arn:task/webapp-test/other-${this.tasks.length}`;
    this.tasks.push({ taskArn, taskDefinitionArn });
    this.until.set(taskArn, { looks: this.looks, afterLooks, exitCode: 0 });
    return taskArn;
  }

  private readonly until = new Map<string, { looks: number; afterLooks: number; exitCode?: number }>();

  private now(task: Task): Task {
    const end = this.until.get(task.taskArn ?? "");
    if (end === undefined || this.looks - end.looks <= end.afterLooks)
      return { ...task, lastStatus: "RUNNING" };
    const { exitCode } = end;
    return {
      ...task,
      lastStatus: "STOPPED",
      stoppedReason: "Essential container in task exited",
      containers: [
        { name: "aws-guardduty-agent" },
        { name: "migrate", ...(exitCode !== undefined && { exitCode }) },
      ],
    };
  }

  private definition(revision: number): TaskDefinition {
    return {
      taskDefinitionArn: `${FAMILY}:${revision}`,
      family: "webapp-test-migrate",
      revision,
      cpu: "256",
      containerDefinitions: [{ name: "migrate", image: this.revisions[revision - 1] ?? "" }],
    };
  }
}

/** The handler, with a clock that moves only while it waits. */
function handler(ecs: FakeEcs, waitMs = 60_000) {
  let time = 0;
  return runner({
    ecs: ecs.client,
    logs: {
      getLogEvents: ({ logStreamName }) =>
        Promise.resolve({ events: [{ message: `log of ${logStreamName}` }] }),
    },
    settings: {
      cluster: "arn:cluster/webapp-test",
      container: "migrate",
      logGroup: "/webapp-test/migrate",
      subnets: ["subnet-1", "subnet-2"],
      securityGroup: "sg-1",
    },
    waitMs,
    now: () => time,
    pause: (ms) => {
      time += ms;
      return Promise.resolve();
    },
  });
}

describe("a migration", () => {
  it("given a revision, runs it once on Fargate in private subnets, and waits for its end", async () => {
    const ecs = new FakeEcs([{ exitCode: 0, afterLooks: 3 }]);
    expect(await handler(ecs)(EVENT)).toEqual({
      ...EVENT,
      task: "arn:task/webapp-test/1",
      state: "succeeded",
    });
    expect(ecs.started).toEqual([
      {
        cluster: "arn:cluster/webapp-test",
        taskDefinition: `${FAMILY}:1`,
        launchType: "FARGATE",
        propagateTags: "TASK_DEFINITION",
        startedBy: "migration",
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: ["subnet-1", "subnet-2"],
            securityGroups: ["sg-1"],
            assignPublicIp: "DISABLED",
          },
        },
      },
    ]);
  });

  it.each([
    [1, /ended with exit code 1: Essential container in task exited/],
    [undefined, /did not run to its end/],
  ])("given the exit code %s, fails with the end of its log", async (exitCode, how) => {
    const ecs = new FakeEcs([{ ...(exitCode !== undefined && { exitCode }), afterLooks: 1 }]);
    const failed = handler(ecs)(EVENT);
    await expect(failed).rejects.toThrow(how);
    await expect(failed).rejects.toThrow(/\/webapp-test\/migrate.*\nlog of migrate\/migrate\/1$/s);
  });

  it("given a task that runs longer than a call, is waited for by the next call, which starts nothing", async () => {
    const ecs = new FakeEcs([{ exitCode: 0, afterLooks: 20 }]);
    const first = await handler(ecs)({ ...EVENT, calls: 2 });
    expect(first).toEqual({ ...EVENT, calls: 1, task: "arn:task/webapp-test/1", state: "running" });
    expect(await handler(ecs)(first)).toMatchObject({ state: "succeeded" });
    expect(ecs.started).toHaveLength(1);
  });

  it("given one that has succeeded, does nothing in further calls", async () => {
    const ecs = new FakeEcs([]);
    const done: MigrationEvent = { ...EVENT, calls: 2, task: "arn:task/1", state: "succeeded" };
    expect(await handler(ecs)(done)).toEqual(done);
    expect(ecs.looks).toBe(0);
  });

  it("given no time left, says that the task goes on", async () => {
    const ecs = new FakeEcs([{ exitCode: 0, afterLooks: 100 }]);
    await expect(handler(ecs)({ ...EVENT, calls: 1 })).rejects.toThrow(
      "The migration arn:task/webapp-test/1 still runs, or waits for another one. It goes on; deploy again to wait for its end.",
    );
  });

  it("given a call that is repeated, waits for the task of the first", async () => {
    const ecs = new FakeEcs([]);
    const task = ecs.runs(`${FAMILY}:1`, 3);
    expect(await handler(ecs)(EVENT)).toEqual({ ...EVENT, task, state: "succeeded" });
    expect(ecs.started).toEqual([]);
  });

  it("given a migration of another version that runs, waits for its end first", async () => {
    const ecs = new FakeEcs([{ exitCode: 0, afterLooks: 1 }]);
    ecs.runs(`${FAMILY}:7`, 3);
    await handler(ecs)(EVENT);
    expect(ecs.looks).toBeGreaterThan(3);
    expect(ecs.started).toHaveLength(1);
  });

  it("given one that failed while nobody waited, tries again", async () => {
    const ecs = new FakeEcs([
      { exitCode: 1, afterLooks: 13 },
      { exitCode: 0, afterLooks: 1 },
    ]);
    const first = await handler(ecs)({ ...EVENT, calls: 3 });
    expect(first).toMatchObject({ state: "running" });
    ecs.looks += 10;
    expect(await handler(ecs)(first)).toMatchObject({ task: "arn:task/webapp-test/2", state: "succeeded" });
  });

  it("given a family and another image of its repository, runs a new revision with that image", async () => {
    const ecs = new FakeEcs([{ exitCode: 0, afterLooks: 1 }]);
    const event = { taskDefinition: "webapp-test-migrate", image: `${REPOSITORY}:two` };
    expect(await handler(ecs)(event)).toMatchObject({ state: "succeeded" });
    expect(ecs.registered).toEqual([`${REPOSITORY}:two`]);
    expect(ecs.started[0]?.taskDefinition).toBe(`${FAMILY}:2`);
    await handler(ecs)(event);
    expect(ecs.registered).toHaveLength(1);
  });

  it("given an image of another repository, refuses it", async () => {
    const event = { ...EVENT, image: "example.com/other:two" };
    await expect(handler(new FakeEcs([]))(event)).rejects.toThrow(
      `image: given example.com/other:two, allowed is a version of ${REPOSITORY} of ${FAMILY}:1`,
    );
  });
});
