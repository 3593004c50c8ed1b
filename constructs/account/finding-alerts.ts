import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { ServiceRole } from "../security/service-role";

export interface FindingAlertsProps {
  readonly at: Location;
  /** Whether GuardDuty is on in this region. */
  readonly guardDuty: boolean;
  /** Whether findings of Security Hub arrive in this region. */
  readonly securityHub: boolean;
  /** Where findings go: the topic, or, in another region than the topic's, that region. */
  readonly to: { readonly topicArn: string } | { readonly region: string };
}

interface Source {
  readonly id: string;
  readonly pattern: object;
  /** Values of the event by name, and the message made of them. */
  readonly paths: Readonly<Record<string, string>>;
  readonly message: string;
}

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html; 7 and above is high. */
const GUARDDUTY: Source = {
  id: "guardduty",
  pattern: {
    source: ["aws.guardduty"],
    "detail-type": ["GuardDuty Finding"],
    detail: { severity: [{ numeric: [">=", 7] }] },
  },
  paths: {
    severity: "$.detail.severity",
    title: "$.detail.title",
    description: "$.detail.description",
    type: "$.detail.type",
    region: "$.detail.region",
    account: "$.detail.accountId",
  },
  message:
    "GuardDuty found, with severity <severity>, in account <account>, <region>: <title>. <description> (<type>)",
};

/** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html */
const SECURITY_HUB: Source = {
  id: "security-hub",
  pattern: {
    source: ["aws.securityhub"],
    "detail-type": ["Security Hub Findings - Imported"],
    detail: {
      findings: {
        Severity: { Label: ["HIGH", "CRITICAL"] },
        Workflow: { Status: ["NEW"] },
        RecordState: ["ACTIVE"],
        // GuardDuty's findings arrive here a second time.
        ProductName: [{ "anything-but": ["GuardDuty"] }],
      },
    },
  },
  paths: {
    severity: "$.detail.findings[0].Severity.Label",
    title: "$.detail.findings[0].Title",
    description: "$.detail.findings[0].Description",
    resource: "$.detail.findings[0].Resources[0].Id",
    region: "$.detail.findings[0].Region",
    account: "$.detail.findings[0].AwsAccountId",
  },
  message:
    "Security Hub found, with severity <severity>, in account <account>, <region>: <title>, at <resource>. <description>",
};

/** Findings of severity high and above, announced in a sentence; those of another region are sent there first. */
export class FindingAlerts extends Construct {
  constructor(scope: Construct, id: string, { at, guardDuty, securityHub, to }: FindingAlertsProps) {
    super(scope, id);
    const sources = [...(guardDuty ? [GUARDDUTY] : []), ...(securityHub ? [SECURITY_HUB] : [])];
    const role = "region" in to && sources.length > 0 ? this.forwarder(at, to.region) : undefined;
    for (const { id: source, pattern, paths, message } of sources) {
      const rule = new CloudwatchEventRule(this, source, {
        name: `${at.prefix}-${source}`,
        description: "Findings of severity high and above",
        eventPattern: JSON.stringify(pattern),
      });
      const target = { rule: rule.name, targetId: "alerts" };
      if ("topicArn" in to) {
        new CloudwatchEventTarget(this, `${source}-target`, {
          ...target,
          arn: to.topicArn,
          inputTransformer: { inputPaths: paths, inputTemplate: JSON.stringify(message) },
        });
      } else if (role !== undefined) {
        new CloudwatchEventTarget(this, `${source}-target`, {
          ...target,
          arn: defaultBus(at, to.region),
          roleArn: role.arn,
          dependsOn: [role.ready],
        });
      }
    }
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html */
  private forwarder(at: Location, region: string): ServiceRole {
    return new ServiceRole(this, "role", {
      at,
      purpose: "findings",
      service: "events.amazonaws.com",
      sourceArn: arn(at, "events", `rule/${at.prefix}-*`),
      statements: [{ sid: "Forward", actions: ["events:PutEvents"], resources: [defaultBus(at, region)] }],
    });
  }
}

function defaultBus(at: Location, region: string): string {
  return arn({ ...at, region }, "events", "event-bus/default");
}
