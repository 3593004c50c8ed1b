import { arn, type Location } from "../location";
import type { EventSpec } from "./event-notice";

/**
 * A deployment that did not come up, or that was taken back.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
export function deploymentFailed(at: Location, clusterName: string): EventSpec {
  return {
    id: "deployment-failed",
    description: "A deployment of a service failed",
    pattern: {
      source: ["aws.ecs"],
      "detail-type": ["ECS Deployment State Change"],
      resources: [{ prefix: arn(at, "ecs", `service/${clusterName}/`) }],
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    },
    values: { service: "$.resources[0]", reason: "$.detail.reason" },
    sentence: "A deployment of <service> failed, and the version before it is brought back: <reason>",
    runbook: "deployment-failed",
  };
}

/**
 * No capacity for a task, such as of Spot where nothing else is allowed.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
 */
export function placementFailed(at: Location, clusterName: string): EventSpec {
  return {
    id: "placement-failed",
    description: "A task of a service could not be placed",
    pattern: {
      source: ["aws.ecs"],
      "detail-type": ["ECS Service Action"],
      resources: [{ prefix: arn(at, "ecs", `service/${clusterName}/`) }],
      detail: { eventName: ["SERVICE_TASK_PLACEMENT_FAILURE"] },
    },
    values: { service: "$.resources[0]", reason: "$.detail.reason" },
    sentence: "No task of <service> could be placed: <reason>",
    runbook: "placement-failed",
  };
}

/**
 * Failover, failure and a full volume of the database.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html
 *
 * @param identifier of the instance, or of the cluster, with which names of its instances begin
 * @param autoscaled whether readers are added by load
 */
export function databaseEvent(identifier: string, autoscaled: boolean): EventSpec {
  return {
    id: "database-event",
    description: "Failover, failure or low storage of the database",
    pattern: {
      source: ["aws.rds"],
      "detail-type": ["RDS DB Instance Event", "RDS DB Cluster Event"],
      detail: {
        SourceIdentifier: [
          identifier,
          { prefix: `${identifier}-` },
          // Readers that Application Auto Scaling adds; their names don't say of which cluster.
          ...(autoscaled ? [{ prefix: "application-autoscaling-" }] : []),
        ],
        EventCategories: ["failover", "failure", "global-failover", "low storage"],
      },
    },
    values: { database: "$.detail.SourceIdentifier", message: "$.detail.Message" },
    sentence: "The database <database> reports: <message>",
    runbook: "database-event",
  };
}

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html */
export function backupFailed(at: Location, vaultName: string): EventSpec[] {
  return [
    {
      id: "backup-failed",
      description: "A backup failed",
      pattern: {
        source: ["aws.backup"],
        "detail-type": ["Backup Job State Change"],
        detail: { state: ["ABORTED", "EXPIRED", "FAILED"], backupVaultName: [vaultName] },
      },
      values: {
        resource: "$.detail.resourceArn",
        state: "$.detail.state",
        message: "$.detail.statusMessage",
      },
      sentence: "The backup of <resource> is <state>: <message>",
      runbook: "backup-failed",
    },
    {
      id: "backup-copy-failed",
      description: "The copy of a backup into another region failed",
      pattern: {
        source: ["aws.backup"],
        "detail-type": ["Copy Job State Change"],
        detail: {
          state: ["FAILED"],
          sourceBackupVaultArn: [arn(at, "backup", `backup-vault:${vaultName}`)],
        },
      },
      values: { destination: "$.detail.destinationBackupVaultArn", message: "$.detail.statusMessage" },
      sentence: "The copy of a backup to <destination> failed: <message>",
      runbook: "backup-failed",
    },
  ];
}

/** The services that the platform stands on, as AWS Health calls them, where not this account alone is concerned. */
const SERVICES = [
  "ACM", "BACKUP", "CLOUDWATCH", "EC2", "ECR", "ECS", "ELASTICACHE", "ELASTICLOADBALANCING", "EVENTS", "FARGATE",
  "KMS", "LAMBDA", "NATGATEWAY", "RDS", "ROUTE53", "S3", "SECRETSMANAGER", "SNS", "SQS", "VPC", "WAF",
] as const; // prettier-ignore

/**
 * Trouble at AWS and changes that AWS has scheduled, of services that are used here; and whatever AWS tells this account
 * alone, of any service, notices included.
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
export function healthEvent(): EventSpec {
  return {
    id: "health-event",
    description: "AWS reports trouble or a scheduled change for this account",
    pattern: {
      source: ["aws.health"],
      "detail-type": ["AWS Health Event"],
      detail: {
        $or: [
          { service: SERVICES, eventTypeCategory: ["issue", "scheduledChange"] },
          { eventScopeCode: ["ACCOUNT_SPECIFIC"] },
        ],
      },
    },
    values: {
      service: "$.detail.service",
      code: "$.detail.eventTypeCode",
      description: "$.detail.eventDescription[0].latestDescription",
    },
    sentence: "AWS Health reports <code> of <service>: <description>",
    runbook: "health-event",
  };
}
