import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { type Location, logGroupArn } from "../location";
import { logGroup } from "../monitoring/log-group";
import type { Statement } from "../security/policy-document";

export interface ClusterProps {
  readonly at: Location;
  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html */
  readonly containerInsights: "disabled" | "enabled" | "enhanced";
  /** Key that encrypts the sessions of ECS Exec and both logs. */
  readonly keyArn: string;
  /** How long the log of ECS Exec sessions, and of Container Insights, is kept, in days. */
  readonly retentionDays: number;
}

/** A Fargate cluster: on demand unless a service says otherwise, every ECS Exec session recorded. */
export class Cluster extends Construct {
  readonly name: string;
  readonly arn: string;
  /** Services need the providers at creation and at deletion. */
  readonly capacityProviders: EcsClusterCapacityProviders;
  /** What a task role needs so that ECS Exec can open a session, encrypt it and record it. */
  readonly execStatements: readonly Statement[];

  constructor(scope: Construct, id: string, { at, containerInsights, keyArn, retentionDays }: ClusterProps) {
    super(scope, id);
    const logName = `/${at.prefix}/exec`;
    const log = logGroup(this, "exec-log", { name: logName, keyArn, retentionDays });
    const insights =
      containerInsights === "disabled" ? undefined : this.insightsLog(at, keyArn, retentionDays);
    const cluster = new EcsCluster(this, "Default", {
      name: at.prefix,
      setting: [{ name: "containerInsights", value: containerInsights }],
      ...(insights !== undefined && { dependsOn: [insights] }),
      configuration: {
        executeCommandConfiguration: {
          kmsKeyId: keyArn,
          logging: "OVERRIDE",
          logConfiguration: { cloudWatchEncryptionEnabled: true, cloudWatchLogGroupName: log.name },
        },
      },
    });
    if (containerInsights === "disabled") {
      suppress(cluster, "cluster-insights", "The environment does without Container Insights.");
    }
    this.capacityProviders = new EcsClusterCapacityProviders(this, "capacity-providers", {
      clusterName: cluster.name,
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
    });
    this.name = cluster.name;
    this.arn = cluster.arn;
    this.execStatements = execStatements(at, logName, keyArn);
  }

  /**
   * Made before ECS makes it, which would be without key, and left over after the cluster.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-reference-performance-entries-ECS.html
   */
  private insightsLog({ prefix }: Location, keyArn: string, retentionDays: number): CloudwatchLogGroup {
    return logGroup(this, "insights-log", {
      name: `/aws/ecs/containerinsights/${prefix}/performance`,
      keyArn,
      retentionDays,
    });
  }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-enabling */
function execStatements(at: Location, logName: string, keyArn: string): Statement[] {
  return [
    {
      sid: "ExecSession",
      actions: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      // These actions know no resource.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsessionmanagermessagegatewayservice.html
      resources: ["*"],
    },
    {
      sid: "ExecLog",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      resources: [logGroupArn(at, logName)],
    },
    {
      sid: "ExecLogGroups",
      actions: ["logs:DescribeLogGroups"],
      resources: ["*"],
    },
    { sid: "ExecEncryption", actions: ["kms:Decrypt"], resources: [keyArn] },
  ];
}
