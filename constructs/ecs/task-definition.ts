import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { logGroup } from "../monitoring/log-group";
import type { Statement } from "../security/policy-document";
import { ServiceRole } from "../security/service-role";
import { suppress } from "../../policy/suppression";
import { containerDefinition, type ContainerHealthCheck } from "./container-definition";
import { executionStatements, runtimeAgentStatement, secretStatements } from "./execution-role";
import type { TaskSettings } from "./task-settings";

/** The image of a container, and how its containers run. */
export interface Image {
  /** What ECS pulls: a repository with a tag or a digest. */
  readonly uri: string;
  /** ARN of the ECR repository it is pulled from. @default everybody may pull it */
  readonly repositoryArn?: string | undefined;
  /** Tag or digest. */
  readonly version: string;
  /** User and group by number. @default the user that the image names */
  readonly user?: string | undefined;
  /** Whether containers can write nowhere but in {@link writablePaths}. */
  readonly readOnly: boolean;
  /** Directories of each container that can be written to. */
  readonly writablePaths: readonly string[];
}

export interface TaskDefinitionProps {
  readonly at: Location;
  /** The environment's name, given to the container as `ENVIRONMENT`. */
  readonly environmentName: string;
  /** Name of the service or one-off task; the container is called the same. */
  readonly name: string;
  readonly image: Image;
  readonly architecture: "ARM64" | "X86_64";
  /**
   * Whether a pipeline makes later revisions with other images; then only the image itself knows its version.
   * @default false
   */
  readonly imageChanges?: boolean;
  /** CPU units and MiB of memory; a combination that Fargate offers. */
  readonly cpu: number;
  readonly memory: number;
  /** Arguments to the image's entry point. @default the image's own */
  readonly command?: readonly string[] | undefined;
  /** Port the container listens on. @default none: it runs to its end */
  readonly port?: number;
  /** What ECS asks the container itself. @default nothing */
  readonly healthCheck?: ContainerHealthCheck | undefined;
  /** Variables besides the platform's own, secrets, and what the application may do. */
  readonly settings: TaskSettings;
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

/** A Fargate task: one hardened container, with its log group and its two roles. */
export class TaskDefinition extends Construct {
  readonly arn: string;
  /** The newest revision. */
  readonly registered: ITerraformDependable;
  readonly family: string;
  readonly containerName: string;
  readonly logGroupName: string;
  /** ECS assumes the roles when it starts a task: their policies come first. */
  readonly roles: readonly ServiceRole[];

  constructor(scope: Construct, id: string, props: TaskDefinitionProps) {
    super(scope, id);
    const { at, name, image, settings } = props;
    this.family = `${at.prefix}-${name}`;
    this.containerName = name;
    this.logGroupName = `/${at.prefix}/${name}`;
    const log = logGroup(this, "log", {
      name: this.logGroupName,
      keyArn: props.logKeyArn,
      retentionDays: props.logRetentionDays,
    });
    const execution = this.role("execution", props, [
      ...executionStatements(at, image, this.logGroupName, settings.reads),
      ...(props.runtimeMonitoring === true ? [runtimeAgentStatement(at)] : []),
    ]);
    const task = this.role("task", props, [
      ...settings.statements,
      ...secretStatements(at, settings.rereads),
      ...(props.execStatements ?? []),
    ]);
    this.roles = [execution, task];

    const definition = new EcsTaskDefinition(this, "Default", {
      family: this.family,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(props.cpu),
      memory: String(props.memory),
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: props.architecture },
      executionRoleArn: execution.arn,
      taskRoleArn: task.arn,
      containerDefinitions: JSON.stringify([container(props, log.name)]),
      volume: Object.keys(writablePaths(props)).map((volume) => ({ name: volume })),
      // A deployment that fails goes back to the revision before; once deregistered, that can't be deployed any more.
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html
      lifecycle: { createBeforeDestroy: true },
    });
    this.arn = definition.arn;
    this.registered = definition;
    if (image.user === undefined) {
      suppress(
        this,
        "container-user",
        "The environment says that the image names a user of its own, who is not root.",
      );
    }
    if (!image.readOnly) {
      suppress(
        this,
        "container-read-only",
        "The environment says that the image has to write where it likes.",
      );
    }
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

/** Volume → path that stays writable. */
function writablePaths({
  name,
  image,
  execStatements,
}: TaskDefinitionProps): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(image.writablePaths.map((path, index) => [`${name}-writable-${index}`, path])),
    ...(execStatements !== undefined && EXEC_AGENT_PATHS),
  };
}

function container(props: TaskDefinitionProps, logGroupName: string): object {
  const { at, name, image, settings, port, command, healthCheck, stopTimeoutSeconds } = props;
  return containerDefinition({
    name,
    image: image.uri,
    user: image.user,
    readOnly: image.readOnly,
    command,
    port,
    healthCheck,
    environment: {
      ...settings.environment,
      AWS_REGION: at.region,
      ENVIRONMENT: props.environmentName,
      SERVICE_NAME: name,
      // ECS tells a container everything about itself but this.
      STOP_TIMEOUT_SECONDS: String(stopTimeoutSeconds),
      ...(props.imageChanges !== true && { SERVICE_VERSION: image.version }),
      ...(port !== undefined && { PORT: String(port) }),
    },
    secrets: settings.secrets,
    stopTimeoutSeconds,
    logGroupName,
    region: at.region,
    writablePaths: writablePaths(props),
  });
}

/** The agent of ECS Exec writes here; with a read-only root filesystem it needs volumes. */
const EXEC_AGENT_PATHS = { "exec-agent": "/var/lib/amazon", "exec-log": "/var/log/amazon" };
