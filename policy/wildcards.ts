/**
 * The only place where "*" as a resource is allowed: actions that AWS offers no narrower resource for, with the
 * reason. A policy that belongs to a resource (of a key, say) is not meant: its "*" is that resource.
 *
 * A test compares the list with the "Resource types" column of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const WITHOUT_RESOURCE: Readonly<Record<string, readonly string[]>> = {
  "Signing in to a registry is not about one repository.": ["ecr:GetAuthorizationToken"],
  "The channels of ECS Exec and Session Manager are no resources.": [
    "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  "It returns a random string and touches no secret.": ["secretsmanager:GetRandomPassword"],
  "It lists the groups of the account; the log agents and flow logs look theirs up with it.": [
    "logs:DescribeLogGroups",
  ],
  "Vended log deliveries are no resources; services set them up in the name of who creates the logged resource.": [
    "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeResourcePolicies", "logs:GetLogDelivery",
    "logs:DeleteResourcePolicy", "logs:ListLogDeliveries", "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
  ],
  "Saved queries are no resources.": [
    "logs:DeleteQueryDefinition", "logs:DescribeQueryDefinitions", "logs:PutQueryDefinition",
  ],
  "Composite alarms are shown only to who may see all alarms.": ["cloudwatch:DescribeAlarms"],
  "What is to be made has no name yet.": [
    "kms:CreateKey", "route53:CreateHealthCheck", "route53:CreateHostedZone", "synthetics:CreateCanary",
  ],
  "The registry of an account and region is no resource.": ["ecr:DescribeRegistry", "ecr:PutReplicationConfiguration"],
  "Subscriptions are no resources.": [
    "sns:GetSubscriptionAttributes", "sns:SetSubscriptionAttributes", "sns:Unsubscribe",
  ],
  "Groups of rules that AWS or others manage belong to no account.": ["wafv2:DescribeManagedRuleGroup", "wafv2:ListWebACLs"],
  "The storage behind a vault is no resource.": ["backup-storage:MountCapsule"],
  "Metrics are no resources.": [
    "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics", "cloudwatch:PutMetricData",
  ],
  "Traces are no resources.": [
    "xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
  ],
  "EC2 describes everything of a kind, or nothing.": [
    "ec2:DescribeAccountAttributes", "ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute",
    "ec2:DescribeAvailabilityZones", "ec2:DescribeDhcpOptions", "ec2:DescribeFlowLogs", "ec2:DescribeInternetGateways",
    "ec2:DescribeManagedPrefixLists", "ec2:DescribeNatGateways", "ec2:DescribeNetworkAcls",
    "ec2:DescribeNetworkInterfaces", "ec2:DescribePrefixLists", "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeTags",
    "ec2:DescribeVpcEndpoints", "ec2:DescribeVpcEndpointServices", "ec2:DescribeVpcs",
  ],
  "Elastic Load Balancing describes everything of a kind, or nothing.": [
    "elasticloadbalancing:DescribeCapacityReservation", "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeListenerCertificates", "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes", "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeSSLPolicies", "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
  ],
  "Application Auto Scaling describes everything of a namespace, or nothing.": [
    "application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingActivities",
    "application-autoscaling:DescribeScalingPolicies", "application-autoscaling:DescribeScheduledActions",
  ],
  "Task definitions are described and taken back by revision, and AWS checks neither by resource.": [
    "ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions",
  ],
  "Its only resource are container instances, which Fargate has none of; a condition on ecs:cluster names the cluster.": [
    "ecs:ListTasks",
  ],
  "Everybody may ask who they are.": ["sts:GetCallerIdentity"],
  "Listing what an account has is about the account.": [
    "kms:ListAliases", "kms:ListKeys", "route53:ListHostedZones", "route53:ListHostedZonesByName", "s3:ListAllMyBuckets",
    "tag:GetResources",
  ],
  "Cost Explorer, Support and Trusted Advisor answer for the account.": [
    "ce:GetCostAndUsage", "support:DescribeTrustedAdvisorChecks", "support:DescribeTrustedAdvisorCheckResult",
    "trustedadvisor:ListRecommendations",
  ],
}; // prettier-ignore

/**
 * Actions about network interfaces, which AWS makes and names for a function or a delivery stream in the VPC: all of
 * an account and region is the narrowest that the services' pages show.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
const NAMED_BY_AWS: ReadonlySet<string> = new Set([
  "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission",
  "ec2:DeleteNetworkInterface", "ec2:DescribeVpcAttribute", "ec2:UnassignPrivateIpAddresses",
]); // prettier-ignore

const ACTIONS = new Set(Object.values(WITHOUT_RESOURCE).flat());

/** Whether AWS supports no resource for an action that is narrower than "*", or than one that means a whole kind. */
export function needsWildcardResource(action: string, resource = "*"): boolean {
  return ACTIONS.has(action) || (resource !== "*" && NAMED_BY_AWS.has(action));
}

/** The exceptions with their reasons. */
export function wildcardExceptions(): readonly (readonly [reason: string, actions: readonly string[]])[] {
  return Object.entries(WITHOUT_RESOURCE);
}

/** Everything after the account of an ARN, where that is nothing but a kind of resource: `role/*`, `log-group:*`, `*`. */
const WHOLE_KIND = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:[a-z*-]+[:/])?\*$/;

/** Whether a resource of a statement means everything, or everything of a kind. */
export function isWildcardResource(resource: string): boolean {
  return resource === "*" || WHOLE_KIND.test(resource);
}
