import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { logGroup } from "../monitoring/log-group";
import type { Statement } from "../security/policy-document";
import { ServiceRole } from "../security/service-role";
import { containerDefinition, type ContainerProps } from "./container-definition";
import { executionStatements, runtimeAgentStatement, secretStatements } from "./execution-role";
import { combine, type TaskSettings } from "./task-settings";

/** The image every task of an environment runs. */
export interface Image {
  readonly repositoryUrl: string;
  readonly repositoryArn: string;
  readonly tag: string;
  readonly architecture: "ARM64" | "X86_64";
}

/** A container of the same image that runs to its end before the main one starts. */
export interface InitContainer {
  readonly name: string;
  readonly command: readonly string[];
  readonly settings: TaskSettings;
}

export interface TaskDefinitionProps {
  readonly at: Location;
  /** The environment's name, given to the container as `ENVIRONMENT`. */
  readonly environmentName: string;
  /** Name of the service or one-off task; the container is called the same. */
  readonly name: string;
  readonly image: Image;
  /**
   * Whether a pipeline makes later revisions with other images; then only the image itself knows its version.
   * @default false
   */
  readonly imageChanges?: boolean;
  /** CPU units and MiB of memory; a combination that Fargate offers. */
  readonly cpu: number;
  readonly memory: number;
  /** Arguments to the image's entry point. */
  readonly command: readonly string[];
  /** Port the container listens on. @default none: it runs to its end */
  readonly port?: number;
  /** Variables besides the platform's own, secrets, and what the application may do. */
  readonly settings: TaskSettings;
  /** Containers that have to end successfully before this one starts, one after the other. @default none */
  readonly before?: readonly InitContainer[];
  /** Seconds between SIGTERM and SIGKILL, 2–120. */
  readonly stopTimeoutSeconds: number;
  /** Key that encrypts the log group, and how long the log is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
  /** Whether GuardDuty adds its agent to the task. @default false */
  readonly runtimeMonitoring?: boolean;
  /** Statements that ECS Exec needs; its agent gets a writable place too. @default ECS Exec is off */
  readonly execStatements?: readonly Statement[] | undefined;
}

/** A Fargate task: one hardened container, and what runs before it, with their log group and their two roles. */
export class TaskDefinition extends Construct {
  readonly arn: string;
  readonly family: string;
  readonly containerName: string;
  readonly logGroupName: string;
  /** ECS assumes the roles when it starts a task: their policies come first. */
  readonly roles: readonly ServiceRole[];

  constructor(scope: Construct, id: string, props: TaskDefinitionProps) {
    super(scope, id);
    const { at, name, image } = props;
    this.family = `${at.prefix}-${name}`;
    this.containerName = name;
    this.logGroupName = `/${at.prefix}/${name}`;
    const log = logGroup(this, "log", {
      name: this.logGroupName,
      keyArn: props.logKeyArn,
      retentionDays: props.logRetentionDays,
    });
    const all = combine(props.settings, ...(props.before ?? []).map(({ settings }) => settings));
    const execution = this.role("execution", props, [
      ...executionStatements(at, image.repositoryArn, this.logGroupName, all.reads),
      ...(props.runtimeMonitoring === true ? [runtimeAgentStatement(at)] : []),
    ]);
    // Roles belong to the task: what one container may do, the others may.
    const task = this.role("task", props, [
      ...all.statements,
      ...secretStatements(at, all.rereads),
      ...(props.execStatements ?? []),
    ]);
    this.roles = [execution, task];

    const exec = props.execStatements !== undefined;
    const definition = new EcsTaskDefinition(this, "Default", {
      family: this.family,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(props.cpu),
      memory: String(props.memory),
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: image.architecture },
      executionRoleArn: execution.arn,
      taskRoleArn: task.arn,
      containerDefinitions: JSON.stringify(this.containers(props, log.name)),
      volume: exec ? Object.keys(EXEC_AGENT_PATHS).map((volume) => ({ name: volume })) : [],
      // A deployment that fails goes back to the revision before; once deregistered, that can't be deployed any more.
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html
      lifecycle: { createBeforeDestroy: true },
    });
    this.arn = definition.arn;
  }

  private containers(props: TaskDefinitionProps, logGroupName: string): object[] {
    const { at, image, before = [] } = props;
    const container = (name: string, settings: TaskSettings, own: OwnContainerProps) =>
      containerDefinition({
        name,
        image: `${image.repositoryUrl}:${image.tag}`,
        environment: {
          ...settings.environment,
          AWS_REGION: at.region,
          ENVIRONMENT: props.environmentName,
          SERVICE_NAME: name,
          // ECS tells a container everything about itself but this.
          STOP_TIMEOUT_SECONDS: String(props.stopTimeoutSeconds),
          ...(props.imageChanges !== true && { SERVICE_VERSION: image.tag }),
          ...(own.port !== undefined && { PORT: String(own.port) }),
        },
        secrets: settings.secrets,
        stopTimeoutSeconds: props.stopTimeoutSeconds,
        logGroupName,
        region: at.region,
        writablePaths: props.execStatements === undefined ? {} : EXEC_AGENT_PATHS,
        ...own,
      });
    const first = before.map(({ name, command, settings }, index) =>
      // ECS waits for the success of a container only where the task may go on without it.
      container(name, settings, {
        command,
        essential: false,
        after: before.slice(0, index).map((earlier) => earlier.name),
      }),
    );
    const main = container(props.name, props.settings, {
      command: props.command,
      port: props.port,
      after: before.map(({ name }) => name),
    });
    return [main, ...first];
  }

  private role(
    kind: string,
    { at, name }: TaskDefinitionProps,
    statements: readonly Statement[],
  ): ServiceRole {
    return new ServiceRole(this, `${kind}-role`, {
      at,
      purpose: `${name}-${kind}`,
      service: "ecs-tasks.amazonaws.com",
      sourceArn: arn(at, "ecs", "*"),
      statements,
    });
  }
}

/** Where the containers of a task differ. */
type OwnContainerProps = Pick<ContainerProps, "command" | "port" | "essential" | "after">;

/** The agent of ECS Exec writes here; with a read-only root filesystem it needs volumes. */
const EXEC_AGENT_PATHS = { "exec-agent": "/var/lib/amazon", "exec-log": "/var/log/amazon" };
