import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import type { Statement } from "../security/policy-document";
import { ServiceRole } from "../security/service-role";
import { containerDefinition } from "./container-definition";
import { executionStatements } from "./execution-role";

/** The image every task of an environment runs. */
export interface Image {
  readonly repositoryUrl: string;
  readonly repositoryArn: string;
  readonly tag: string;
  readonly architecture: "ARM64" | "X86_64";
}

export interface TaskDefinitionProps {
  readonly at: Location;
  /** The environment's name, given to the container as `ENVIRONMENT`. */
  readonly environmentName: string;
  /** Name of the service or one-off task; the container is called the same. */
  readonly name: string;
  readonly image: Image;
  /** CPU units and MiB of memory; a combination that Fargate offers. */
  readonly cpu: number;
  readonly memory: number;
  /** Arguments to the image's entry point. */
  readonly command: readonly string[];
  /** Port the container listens on. */
  readonly port: number;
  /** Plain environment variables besides the platform's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds between SIGTERM and SIGKILL, 2–120. */
  readonly stopTimeoutSeconds: number;
  /** Key that encrypts the log group, and how long the log is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
  /** What the application may do. @default nothing */
  readonly applicationStatements?: readonly Statement[];
  /** Statements that ECS Exec needs; its agent gets a writable place too. @default ECS Exec is off */
  readonly execStatements?: readonly Statement[] | undefined;
}

/** A Fargate task: one hardened container with its log group and its two roles. */
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
    const log = new CloudwatchLogGroup(this, "log", {
      name: this.logGroupName,
      retentionInDays: props.logRetentionDays,
      kmsKeyId: props.logKeyArn,
    });
    const execution = this.role(
      "execution",
      props,
      executionStatements(at, image.repositoryArn, this.logGroupName),
    );
    const task = this.role("task", props, [
      ...(props.applicationStatements ?? []),
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
      containerDefinitions: JSON.stringify([
        containerDefinition({
          name,
          image: `${image.repositoryUrl}:${image.tag}`,
          command: props.command,
          port: props.port,
          environment: {
            ...props.environment,
            AWS_REGION: at.region,
            ENVIRONMENT: props.environmentName,
            PORT: String(props.port),
            SERVICE_NAME: name,
            SERVICE_VERSION: image.tag,
          },
          stopTimeoutSeconds: props.stopTimeoutSeconds,
          logGroupName: log.name,
          region: at.region,
          writablePaths: exec ? EXEC_AGENT_PATHS : {},
        }),
      ]),
      volume: exec ? Object.keys(EXEC_AGENT_PATHS).map((volume) => ({ name: volume })) : [],
    });
    this.arn = definition.arn;
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

/** The agent of ECS Exec writes here; with a read-only root filesystem it needs volumes. */
const EXEC_AGENT_PATHS = { "exec-agent": "/var/lib/amazon", "exec-log": "/var/log/amazon" };
