import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { KeeperSettings } from "../../functions/keep-images/keeper";
import { NodeFunction } from "../functions/node-function";
import { arn, type Location } from "../location";
import { boundedName } from "../naming";
import type { Cluster } from "./cluster";
import type { ImageRepository } from "./image-repository";

export interface ImageKeeperProps {
  readonly at: Location;
  readonly cluster: Cluster;
  /** Names of the services. */
  readonly services: readonly string[];
  /** Families of tasks that are run once. */
  readonly families: readonly string[];
  /** Where images are kept. */
  readonly repositories: readonly ImageRepository[];
  /** Key that encrypts the function's variables and its log, and how long that is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/**
 * Keeps what runs from being expired: with every deployment of a service a function marks the images that run with a
 * tag that the lifecycle rules leave alone. ECR counts what is pushed, and knows nothing of what runs.
 */
export class ImageKeeper extends Construct {
  /** Exists once deployments are noticed. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: ImageKeeperProps) {
    super(scope, id);
    const { at, cluster, services, families, repositories } = props;
    const settings: KeeperSettings = {
      cluster: cluster.arn,
      services,
      families,
      repositories: Object.fromEntries(repositories.map(({ url, name }) => [url, name])),
    };
    const keep = new NodeFunction(this, "function", {
      at,
      directory: "keep-images",
      description: "Marks the images that run, so that they are not expired",
      environment: { SETTINGS: JSON.stringify(settings) },
      keyArn: props.logKeyArn,
      timeoutSeconds: 120,
      statements: [
        {
          sid: "ReadServices",
          actions: ["ecs:DescribeServices"],
          resources: [arn(at, "ecs", `service/${cluster.name}/*`)],
        },
        // This action knows no resource.
        { sid: "ReadRevisions", actions: ["ecs:DescribeTaskDefinition"], resources: ["*"] },
        {
          sid: "MarkImages",
          actions: ["ecr:BatchDeleteImage", "ecr:BatchGetImage", "ecr:ListImages", "ecr:PutImage"],
          resources: repositories.map((repository) => repository.arn),
        },
        { sid: "Encryption", actions: ["kms:Decrypt"], resources: [props.logKeyArn] },
      ],
      logKeyArn: props.logKeyArn,
      logRetentionDays: props.logRetentionDays,
    });
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
    const rule = new CloudwatchEventRule(this, "deployment", {
      name: boundedName(`${at.prefix}-keep-images`, "eventRule"),
      description: "A deployment of a service began, succeeded or failed",
      eventPattern: JSON.stringify({
        source: ["aws.ecs"],
        "detail-type": ["ECS Deployment State Change"],
        resources: [{ prefix: arn(at, "ecs", `service/${at.prefix}/`) }],
      }),
    });
    const permission = keep.invokableBy("deployment-permission", "events.amazonaws.com", rule.arn);
    this.ready = new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      targetId: "function",
      arn: keep.arn,
      dependsOn: [permission],
    });
  }
}
