import type { ECS, Task } from "@aws-sdk/client-ecs";
import type { MigrationEvent } from "./event";
import { registrable, repositoryOf } from "./revision";

export interface RunnerSettings {
  /** ARN of the cluster. */
  readonly cluster: string;
  /** Name of the container whose end is the migration's. */
  readonly container: string;
  readonly logGroup: string;
  readonly subnets: readonly string[];
  readonly securityGroup: string;
}

/** What is called of CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export interface Logs {
  getLogEvents(input: {
    readonly logGroupName: string;
    readonly logStreamName: string;
    readonly limit: number;
    readonly startFromHead: boolean;
  }): Promise<{ readonly events?: readonly { readonly message?: string }[] }>;
}

export interface RunnerOptions {
  readonly ecs: Pick<
    ECS,
    "describeTaskDefinition" | "describeTasks" | "listTasks" | "registerTaskDefinition" | "runTask"
  >;
  readonly logs: Logs;
  readonly settings: RunnerSettings;
  /** Milliseconds that one call waits; less than the function's timeout. */
  readonly waitMs: number;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

const EVERY_MS = 5000;
const LOG_LINES = 30;

/** A handler that runs a migration, one at a time, and waits for its end: {@link Runner.run}. */
export function runner(options: RunnerOptions): (event: MigrationEvent) => Promise<MigrationEvent> {
  return (event) => new Runner(options, options.now() + options.waitMs).run(event);
}

/** One call. */
class Runner {
  constructor(
    private readonly options: RunnerOptions,
    /** When this call has to answer. */
    private readonly deadline: number,
  ) {}

  /**
   * Starts the task, or waits for one of the same revision that runs already, so that a call that is repeated starts
   * nothing twice. Without an end in time it answers `running`, and what it answers is the event of the next call.
   *
   * @throws {Error} with the end of the task's log where it fails
   */
  async run(event: MigrationEvent): Promise<MigrationEvent> {
    if (event.state === "succeeded") return event;
    const earlier = event.task === undefined ? undefined : await this.look(event.task);
    // A call that is repeated after a failure tries again.
    const going =
      earlier !== undefined && (isRunning(earlier) || failureOf(earlier, this.name) === undefined);
    const task = going ? event.task : await this.start(event);
    const ended = task === undefined ? undefined : await this.end(task);
    if (ended === undefined) return this.stillRunning({ ...event, ...(task !== undefined && { task }) });
    const failure = failureOf(ended, this.name);
    if (failure === undefined) return { ...event, task: ended.taskArn ?? "", state: "succeeded" };
    throw new Error(`The migration failed: ${failure}\n${await this.log(ended)}`);
  }

  private get name(): string {
    return this.options.settings.container;
  }

  private stillRunning(event: MigrationEvent): MigrationEvent {
    const { calls } = event;
    if (calls !== undefined && calls <= 1) {
      throw new Error(
        `The migration ${event.task ?? ""} still runs, or waits for another one. It goes on; deploy again to wait for its end.`,
      );
    }
    return { ...event, state: "running", ...(calls !== undefined && { calls: calls - 1 }) };
  }

  /** @returns undefined where another migration has not ended in time */
  private async start(event: MigrationEvent): Promise<string | undefined> {
    const { ecs, settings } = this.options;
    const taskDefinition = await this.revision(event);
    for (;;) {
      const running = await this.running(taskDefinition);
      const same = running.find((task) => task.taskDefinitionArn === taskDefinition);
      if (same?.taskArn !== undefined) return same.taskArn;
      if (running.length === 0) break;
      if (!(await this.mayWait())) return undefined;
    }
    const { tasks, failures } = await ecs.runTask({
      cluster: settings.cluster,
      taskDefinition,
      launchType: "FARGATE",
      propagateTags: "TASK_DEFINITION",
      startedBy: "migration",
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...settings.subnets],
          securityGroups: [settings.securityGroup],
          assignPublicIp: "DISABLED",
        },
      },
    });
    const task = tasks?.[0]?.taskArn;
    if (task !== undefined) return task;
    const reasons = failures?.map(({ reason = "", detail = "" }) => `${reason} ${detail}`.trim()) ?? [];
    throw new Error(`The migration could not be started: ${["ECS", ...reasons].join(": ")}`);
  }

  /** ARN of the revision that is run: one with the image that the event names, registered where there is none. */
  private async revision({ taskDefinition, image }: MigrationEvent): Promise<string> {
    const { ecs } = this.options;
    const described = await ecs.describeTaskDefinition({ taskDefinition, include: ["TAGS"] });
    const { taskDefinitionArn = "", containerDefinitions = [] } = described.taskDefinition ?? {};
    const main = containerDefinitions.find(({ name }) => name === this.name);
    if (image === undefined || main?.image === image) return taskDefinitionArn;
    if (repositoryOf(image) !== repositoryOf(main?.image ?? "")) {
      throw new Error(
        `image: given ${image}, allowed is a version of ${repositoryOf(main?.image ?? "")} of ${taskDefinition}`,
      );
    }
    const registered = await ecs.registerTaskDefinition({
      ...registrable(described),
      containerDefinitions: containerDefinitions.map((one) => (one === main ? { ...one, image } : one)),
    });
    return registered.taskDefinition?.taskDefinitionArn ?? "";
  }

  /** Tasks of the same family that have not ended. */
  private async running(taskDefinition: string): Promise<readonly Task[]> {
    const { ecs, settings } = this.options;
    const { cluster } = settings;
    const family = taskDefinition.split("/").at(-1)?.split(":")[0];
    const { taskArns = [] } = await ecs.listTasks({ cluster, family, desiredStatus: "RUNNING" });
    if (taskArns.length === 0) return [];
    const { tasks = [] } = await ecs.describeTasks({ cluster, tasks: taskArns });
    return tasks.filter(isRunning);
  }

  /** The task once it has ended; undefined where it has not in time. */
  private async end(task: string): Promise<Task | undefined> {
    for (;;) {
      const found = await this.look(task);
      // Just started, it may not be found yet.
      if (found !== undefined && !isRunning(found)) return found;
      if (!(await this.mayWait())) return undefined;
    }
  }

  /** ECS forgets a task an hour after its end. */
  private async look(task: string): Promise<Task | undefined> {
    const { ecs, settings } = this.options;
    const { tasks } = await ecs.describeTasks({ cluster: settings.cluster, tasks: [task] });
    return tasks?.[0];
  }

  /** Waits a little. @returns whether there was time for it */
  private async mayWait(): Promise<boolean> {
    const { now, pause } = this.options;
    if (now() + EVERY_MS > this.deadline) return false;
    await pause(EVERY_MS);
    return true;
  }

  private async log({ taskArn = "" }: Task): Promise<string> {
    const { logs, settings } = this.options;
    const logStreamName = `${this.name}/${this.name}/${taskArn.split("/").at(-1) ?? ""}`;
    const where = `${settings.logGroup}, stream ${logStreamName}`;
    try {
      const { events = [] } = await logs.getLogEvents({
        logGroupName: settings.logGroup,
        logStreamName,
        limit: LOG_LINES,
        startFromHead: false,
      });
      return [`The end of its log (${where}):`, ...events.map(({ message = "" }) => message)].join("\n");
    } catch (error) {
      // A task that did not start has written none.
      return `Its log (${where}) could not be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}

function isRunning({ lastStatus }: Task): boolean {
  return lastStatus !== "STOPPED";
}

/** Why a task that has ended did not succeed; undefined where it did. */
function failureOf({ containers, stoppedReason, taskArn = "" }: Task, name: string): string | undefined {
  const main = containers?.find((container) => container.name === name);
  if (main?.exitCode === 0) return undefined;
  const how =
    main?.exitCode === undefined ? "did not run to its end" : `ended with exit code ${main.exitCode}`;
  return [`${taskArn} ${how}`, stoppedReason, main?.reason].filter((part) => part !== undefined).join(": ");
}
