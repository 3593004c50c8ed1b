import { CeAnomalyMonitor } from "@cdktf/provider-aws/lib/ce-anomaly-monitor";
import {
  CeAnomalySubscription,
  type CeAnomalySubscriptionThresholdExpressionAnd,
} from "@cdktf/provider-aws/lib/ce-anomaly-subscription";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface AnomalyDetectionProps {
  /** First part of the names. */
  readonly prefix: string;
  /** Value of the tag `Project`. */
  readonly project: string;
  /** `services`: each AWS service; `project`: what has the project's tag; else the ARN of an existing monitor. */
  readonly monitor: string;
  /** Smallest impact in dollars that is reported. */
  readonly minimumDollars: number;
  /** Smallest impact in percent of the expected spending that is reported. */
  readonly minimumPercent: number;
  readonly topicArn: string;
  /** What lets Cost Anomaly Detection publish to the topic. */
  readonly topicPolicy: ITerraformDependable;
  /** Addresses that get a summary a day, besides the topic's subscribers, who are told at once. */
  readonly emails: readonly string[];
}

/**
 * Unusual spending, found by Cost Anomaly Detection and announced.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html
 */
export class AnomalyDetection extends Construct {
  constructor(scope: Construct, id: string, props: AnomalyDetectionProps) {
    super(scope, id);
    const { prefix, topicArn, topicPolicy, emails } = props;
    const common = {
      monitorArnList: [this.monitorArn(props)],
      thresholdExpression: {
        and: [
          atLeast("ANOMALY_TOTAL_IMPACT_ABSOLUTE", props.minimumDollars),
          atLeast("ANOMALY_TOTAL_IMPACT_PERCENTAGE", props.minimumPercent),
        ],
      },
    };
    new CeAnomalySubscription(this, "at-once", {
      ...common,
      name: `${prefix}-anomalies`,
      // A topic can only be told at once, addresses only in summaries.
      // https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_AnomalySubscription.html
      frequency: "IMMEDIATE",
      subscriber: [{ type: "SNS", address: topicArn }],
      dependsOn: [topicPolicy],
    });
    if (emails.length === 0) return;
    new CeAnomalySubscription(this, "daily", {
      ...common,
      name: `${prefix}-anomalies-daily`,
      frequency: "DAILY",
      subscriber: emails.map((address) => ({ type: "EMAIL", address })),
    });
  }

  private monitorArn({ monitor, prefix, project }: AnomalyDetectionProps): string {
    if (monitor.startsWith("arn:")) return monitor;
    const created =
      monitor === "services"
        ? new CeAnomalyMonitor(this, "services", {
            name: `${prefix}-services`,
            monitorType: "DIMENSIONAL",
            monitorDimension: "SERVICE",
            // An account has one such monitor; one that AWS or somebody has made before keeps its name.
            lifecycle: { ignoreChanges: ["name"] },
          })
        : new CeAnomalyMonitor(this, "project", {
            name: `${prefix}-project`,
            monitorType: "CUSTOM",
            // Written out as AWS returns it: a second plan stays empty.
            monitorSpecification: JSON.stringify({
              And: null,
              CostCategories: null,
              Dimensions: null,
              Not: null,
              Or: null,
              Tags: { Key: "Project", MatchOptions: null, Values: [project] },
            }),
          });
    return created.arn;
  }
}

function atLeast(key: string, value: number): CeAnomalySubscriptionThresholdExpressionAnd {
  return { dimension: { key, matchOptions: ["GREATER_THAN_OR_EQUAL"], values: [String(value)] } };
}
