import { LambdaInvocation } from "@cdktf/provider-aws/lib/lambda-invocation";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { MigrationEvent } from "../../functions/run-migration/event";
import type { RunnerSettings } from "../../functions/run-migration/runner";
import { NodeFunction, nodeFunctionName } from "../functions/node-function";
import { arn, type Location } from "../location";
import type { Statement } from "../security/policy-document";
import type { Network } from "../vpc/network";
import type { Cluster } from "./cluster";
import type { TaskDefinition } from "./task-definition";

export interface MigrationProps {
  readonly at: Location;
  readonly cluster: Cluster;
  /** What is run. */
  readonly task: TaskDefinition;
  readonly network: Network;
  readonly securityGroupId: string;
  /** Id of the database that is migrated: another one is migrated too. @default there is none */
  readonly databaseId?: string | undefined;
  /**
   * Whether a pipeline runs the migration of each later version, with another image: Terraform does so for a new
   * database alone then. @default false
   */
  readonly deployedByPipeline?: boolean;
  /** Key that encrypts the function's variables and its log, and how long that is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/** What a call may take at most, and how much of it is spent waiting: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const CALL_SECONDS = 900;
const WAIT_SECONDS = 840;
/** A migration may take as long as all of them wait: 56 minutes. */
const CALLS = 4;

/**
 * A task that runs once for each of its revisions, and has to succeed before services get a new version. It alone signs in as
 * the owner of the database. A function starts it and waits for its end; Terraform calls the function.
 */
export class Migration extends Construct {
  /** Exists once the migration has succeeded. */
  readonly done: ITerraformDependable;

  constructor(scope: Construct, id: string, props: MigrationProps) {
    super(scope, id);
    const { at, task, cluster, network, databaseId } = props;
    const settings: RunnerSettings = {
      cluster: cluster.arn,
      container: task.containerName,
      logGroup: task.logGroupName,
      subnets: network.privateSubnetIds,
      securityGroup: props.securityGroupId,
    };
    const run = new NodeFunction(this, "function", {
      at,
      directory: "run-migration",
      description: "Runs the migration and waits for its end",
      environment: { SETTINGS: JSON.stringify(settings), WAIT_SECONDS: String(WAIT_SECONDS) },
      keyArn: props.logKeyArn,
      timeoutSeconds: CALL_SECONDS,
      statements: [
        ...statements(props),
        { sid: "Encryption", actions: ["kms:Decrypt"], resources: [props.logKeyArn] },
      ],
      logKeyArn: props.logKeyArn,
      logRetentionDays: props.logRetentionDays,
    });
    // A family, which never changes, where a pipeline has registered revisions that Terraform does not know.
    const taskDefinition = props.deployedByPipeline === true ? task.family : task.arn;
    const event: MigrationEvent = { taskDefinition, calls: CALLS };
    const triggers = databaseId === undefined ? {} : { triggers: { database: databaseId } };
    const first = new LambdaInvocation(this, "run", {
      functionName: run.name,
      input: JSON.stringify(event),
      ...triggers,
      dependsOn: [
        task.registered,
        run.role.ready,
        cluster.capacityProviders,
        ...task.roles.map((role) => role.ready),
      ],
    });
    this.done = Array.from({ length: CALLS - 1 }).reduce<LambdaInvocation>(
      // Each goes on where the one before has stopped waiting.
      (before, _, index) =>
        new LambdaInvocation(this, `wait-${index + 1}`, {
          functionName: run.name,
          input: before.result,
          ...triggers,
        }),
      first,
    );
  }
}

/** ARN of the function that runs the migration of an environment in a region. */
export function migrationFunctionArn(at: Location): string {
  return arn(at, "lambda", `function:${nodeFunctionName(at, "run-migration")}`);
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
function statements({ at, cluster, task, deployedByPipeline }: MigrationProps): Statement[] {
  const inCluster = { ArnEquals: { "ecs:cluster": cluster.arn } };
  const revisions = [arn(at, "ecs", `task-definition/${task.family}:*`)];
  const tasks = [arn(at, "ecs", `task/${cluster.name}/*`)];
  return [
    { sid: "Run", actions: ["ecs:RunTask"], resources: revisions, conditions: inCluster },
    {
      sid: "Tag",
      actions: ["ecs:TagResource"],
      resources: tasks,
      conditions: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    { sid: "WatchTasks", actions: ["ecs:DescribeTasks"], resources: tasks },
    // Its only resource are container instances, which Fargate has none of.
    { sid: "ListTasks", actions: ["ecs:ListTasks"], resources: ["*"], conditions: inCluster },
    // This action knows no resource.
    { sid: "ReadRevisions", actions: ["ecs:DescribeTaskDefinition"], resources: ["*"] },
    ...(deployedByPipeline === true
      ? [{ sid: "Revise", actions: ["ecs:RegisterTaskDefinition", "ecs:TagResource"], resources: revisions }]
      : []),
    {
      sid: "PassTaskRoles",
      actions: ["iam:PassRole"],
      resources: task.roles.map((role) => role.arn),
      conditions: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    {
      sid: "ReadLog",
      actions: ["logs:GetLogEvents"],
      resources: [arn(at, "logs", `log-group:${task.logGroupName}:log-stream:*`)],
    },
  ];
}
