import {
  ApplicationAutoScalingClient,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import {
  DescribeTasksCommand,
  ECSClient,
  paginateListTasks,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { awsClient } from "../aws/client";
import type { Environment } from "../../environments/config/schema";
import type { Say } from "../cli/stages";
import { type Patience, until } from "./waiting";

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
const TASKS_PER_CALL = 100;
/**
 * Nothing of the task runs any more.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
const ENDED = ["DEPROVISIONING", "STOPPED", "DELETED"];

interface Bounds {
  readonly min: number;
  readonly desired: number;
  readonly max: number;
}

/** Everything that runs for an environment, in any of its regions. */
export class Tasks {
  private readonly cluster: string;
  private readonly services: Environment["services"];

  constructor(
    { project, name, services }: Pick<Environment, "project" | "name" | "services">,
    private readonly patience: Patience,
  ) {
    this.cluster = `${project}-${name}`;
    this.services = services;
  }

  /** Sets every service to zero, with bounds that keep it there, and waits for all tasks, those started by hand too. */
  async stop(region: string, say: Say): Promise<void> {
    for (const service of Object.keys(this.services)) {
      await this.scale(region, service, { min: 0, desired: 0, max: 0 });
    }
    await until(`all tasks of ${this.cluster} in ${region} have ended`, this.patience, async () => {
      const left = await this.left(region);
      say(`${left} tasks left in ${region}`);
      return left === 0;
    });
  }

  /** Gives every service the tasks that its configuration asks for; schedules and policies go on from there. */
  async start(region: string): Promise<void> {
    for (const [service, { min, desired, max }] of Object.entries(this.services)) {
      await this.scale(region, service, { min, desired, max });
    }
  }

  /** Tasks that have not ended, those included that were asked to and still finish what they do. */
  async left(region: string): Promise<number> {
    const client = awsClient(ECSClient, { region });
    const arns: string[] = [];
    for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
      const pages = paginateListTasks({ client }, { cluster: this.cluster, desiredStatus });
      for await (const { taskArns = [] } of pages) arns.push(...taskArns);
    }
    let left = 0;
    for (let index = 0; index < arns.length; index += TASKS_PER_CALL) {
      const tasks = arns.slice(index, index + TASKS_PER_CALL);
      const described = await client.send(new DescribeTasksCommand({ cluster: this.cluster, tasks }));
      left += (described.tasks ?? []).filter(({ lastStatus = "" }) => !ENDED.includes(lastStatus)).length;
    }
    return left;
  }

  private async scale(region: string, service: string, { min, desired, max }: Bounds): Promise<void> {
    const { cluster } = this;
    await awsClient(ApplicationAutoScalingClient, { region }).send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: "ecs",
        ScalableDimension: "ecs:service:DesiredCount",
        ResourceId: `service/${cluster}/${service}`,
        MinCapacity: min,
        MaxCapacity: max,
      }),
    );
    await awsClient(ECSClient, { region }).send(
      new UpdateServiceCommand({ cluster, service, desiredCount: desired }),
    );
  }
}
