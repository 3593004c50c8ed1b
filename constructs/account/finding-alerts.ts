import type { Construct } from "constructs";
import type { Location } from "../location";
import { EventAlerts, type EventAlertsProps, type EventSource } from "./event-alerts";

export interface FindingAlertsProps {
  readonly at: Location;
  /** Whether GuardDuty is on in this region. */
  readonly guardDuty: boolean;
  /** Whether findings of Security Hub arrive in this region. */
  readonly securityHub: boolean;
  /** Where findings go: the topic, or, in another region than the topic's, that region. */
  readonly to: EventAlertsProps["to"];
}

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html; 7 and above is high. */
const GUARDDUTY: EventSource = {
  id: "guardduty",
  description: "Findings of severity high and above",
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
const SECURITY_HUB: EventSource = {
  id: "security-hub",
  description: "Findings of severity high and above",
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
export class FindingAlerts extends EventAlerts {
  constructor(scope: Construct, id: string, { at, guardDuty, securityHub, to }: FindingAlertsProps) {
    const sources = [...(guardDuty ? [GUARDDUTY] : []), ...(securityHub ? [SECURITY_HUB] : [])];
    super(scope, id, { at, purpose: "findings", sources, to });
  }
}
