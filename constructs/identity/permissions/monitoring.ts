import type { Permission } from "./permission";

const NAMED_BY_AWS = ["/aws/route53/*", "RDSOSMetrics"].map(
  (name) => `logs:{region}:{account}:log-group:${name}`,
);

/** Logs, metrics, alarms, topics, rules of events, and where logs are analyzed. */
export const MONITORING: readonly Permission[] = [
  { service: "logs", read: ["DescribeLogGroups", "DescribeQueryDefinitions", "DescribeResourcePolicies"], on: "*" },
  {
    service: "logs",
    read: ["DescribeLogStreams", "DescribeMetricFilters", "DescribeSubscriptionFilters", "ListTagsForResource"],
    write: [
      "AssociateKmsKey", "CreateLogGroup", "CreateLogStream", "DeleteLogGroup", "DeleteLogStream", "DeleteMetricFilter", "DeleteRetentionPolicy",
      "DeleteSubscriptionFilter", "DisassociateKmsKey", "PutMetricFilter", "PutRetentionPolicy", "PutSubscriptionFilter",
      "TagResource", "UntagResource",
    ],
    on: [
      "logs:{region}:{account}:log-group:/{name}/*", "logs:{region}:{account}:log-group:/aws/*/{name}",
      "logs:{region}:{account}:log-group:/aws/*/{name}/*", "logs:{region}:{account}:log-group:/aws/*/*/{name}/*",
      "logs:{region}:{account}:log-group:aws-waf-logs-{name}", // The function of a canary.
      "logs:{region}:{account}:log-group:/aws/lambda/cwsyn-{name}",
    ],
  },
  // Queries of a zone are logged under the zone's name, and what RDS measures under a name of its own.
  {
    service: "logs",
    read: ["DescribeLogStreams", "DescribeMetricFilters", "DescribeSubscriptionFilters", "ListTagsForResource"],
    on: NAMED_BY_AWS,
  },
  {
    service: "logs",
    write: ["AssociateKmsKey", "CreateLogGroup", "PutRetentionPolicy", "TagResource"],
    on: NAMED_BY_AWS,
    tagged: "or-new",
  },
  { service: "logs", write: ["DeleteLogGroup", "DeleteRetentionPolicy", "DisassociateKmsKey", "UntagResource"], on: NAMED_BY_AWS, tagged: true },
  {
    service: "logs",
    write: ["CreateLogDelivery", "DeleteLogDelivery", "DeleteQueryDefinition", "DeleteResourcePolicy", "GetLogDelivery", "ListLogDeliveries", "PutQueryDefinition", "PutResourcePolicy", "UpdateLogDelivery"],
    on: "*",
  },
  {
    service: "cloudwatch",
    read: ["GetDashboard", "ListTagsForResource"],
    write: ["DeleteAlarms", "DeleteDashboards", "PutCompositeAlarm", "PutDashboard", "PutMetricAlarm", "TagResource", "UntagResource"],
    on: ["cloudwatch:{region}:{account}:alarm:{name}", "cloudwatch::{account}:dashboard/{name}"],
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html: composite ones only so
  { service: "cloudwatch", read: ["DescribeAlarms"], on: "*" },
  {
    service: "sns",
    read: ["GetTopicAttributes", "ListSubscriptionsByTopic", "ListTagsForResource"],
    write: ["CreateTopic", "DeleteTopic", "SetTopicAttributes", "Subscribe", "TagResource", "UntagResource"],
    on: ["sns:{region}:{account}:{name}"],
  },
  { service: "sns", read: ["GetSubscriptionAttributes"], write: ["SetSubscriptionAttributes", "Unsubscribe"], on: "*" },
  {
    service: "events",
    read: ["DescribeRule", "ListTagsForResource", "ListTargetsByRule"],
    write: ["DeleteRule", "DisableRule", "EnableRule", "PutRule", "PutTargets", "RemoveTargets", "TagResource", "UntagResource"],
    on: ["events:{region}:{account}:rule/{name}"],
  },
  {
    service: "synthetics",
    read: ["GetCanary", "ListTagsForResource"],
    write: ["DeleteCanary", "StartCanary", "StopCanary", "TagResource", "UntagResource", "UpdateCanary"],
    on: ["synthetics:{region}:{account}:canary:{name}"],
  },
  // A canary to be made is no resource yet; its role and its function are the environment's.
  { service: "synthetics", write: ["CreateCanary"], on: "*" },
  {
    service: "es",
    read: ["DescribeDomain", "DescribeDomainChangeProgress", "DescribeDomainConfig", "GetCompatibleVersions", "GetUpgradeStatus", "ListTags"],
    write: ["AddTags", "CreateDomain", "DeleteDomain", "RemoveTags", "UpdateDomainConfig", "UpgradeDomain"],
    on: ["es:{region}:{account}:domain/{name}"],
  },
  {
    service: "firehose",
    read: ["DescribeDeliveryStream", "ListTagsForDeliveryStream"],
    write: ["CreateDeliveryStream", "DeleteDeliveryStream", "StartDeliveryStreamEncryption", "StopDeliveryStreamEncryption", "TagDeliveryStream", "UntagDeliveryStream", "UpdateDestination"],
    on: ["firehose:{region}:{account}:deliverystream/{name}"],
  },
]; // prettier-ignore
