import { CloudwatchLogResourcePolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { domainArn } from "../analytics/names";
import { arn, type Location, logGroupArn } from "../location";
import { firewallLog } from "../security/names";
import { policyDocument } from "../security/policy-document";
import { failedTasksLog } from "./failed-tasks";

export interface LogWritersProps {
  readonly at: Location;
  /** Whether there is a firewall, and whether there is a search domain. */
  readonly firewall: boolean;
  readonly search: boolean;
}

/**
 * Which AWS services may write to log groups of the environment in a region: one policy for all of them, since an
 * account has ten in a region.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
 */
export class LogWriters extends Construct {
  constructor(scope: Construct, id: string, { at, firewall, search }: LogWritersProps) {
    super(scope, id);
    const policy = new CloudwatchLogResourcePolicy(this, "Default", {
      policyName: `${at.prefix}-log-writers`,
      policyDocument: policyDocument(
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
        {
          sid: "RecordEvents",
          principals: { services: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] },
          actions: WRITE,
          resources: [logGroupArn(at, failedTasksLog(at))],
        },
        ...(firewall ? [firewallStatement(at)] : []),
        ...(search ? [searchStatement(at)] : []),
      ),
    });
    suppress(policy, "policy-service-source", "EventBridge does not say on whose behalf it writes.");
  }
}

const WRITE = ["logs:CreateLogStream", "logs:PutLogEvents"];

/** https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html */
function firewallStatement(at: Location) {
  return {
    sid: "FirewallLog",
    principals: { services: ["delivery.logs.amazonaws.com"] },
    actions: WRITE,
    resources: [logGroupArn(at, firewallLog(at))],
    conditions: {
      StringEquals: { "aws:SourceAccount": at.account },
      ArnLike: { "aws:SourceArn": arn(at, "logs", "*") },
    },
  };
}

/** https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html */
function searchStatement(at: Location) {
  return {
    sid: "SearchLogs",
    principals: { services: ["es.amazonaws.com"] },
    actions: [...WRITE, "logs:PutLogEventsBatch"],
    resources: [logGroupArn(at, `/${at.prefix}/search/*`)],
    conditions: {
      StringEquals: { "aws:SourceAccount": at.account },
      ArnLike: { "aws:SourceArn": domainArn(at) },
    },
  };
}
