import { SecurityhubAccount } from "@cdktf/provider-aws/lib/securityhub-account";
import { SecurityhubFindingAggregator } from "@cdktf/provider-aws/lib/securityhub-finding-aggregator";
import { SecurityhubStandardsSubscription } from "@cdktf/provider-aws/lib/securityhub-standards-subscription";
import { Construct } from "constructs";

/** https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html */
const STANDARDS = {
  fsbp: "aws-foundational-security-best-practices/v/1.0.0",
  cis: "cis-aws-foundations-benchmark/v/3.0.0",
} as const;

export interface SecurityPostureProps {
  readonly region: string;
  readonly standards: readonly (keyof typeof STANDARDS)[];
  /** Whether controls that AWS adds to a standard are on at once. */
  readonly autoEnableControls: boolean;
  /** Other regions whose findings are shown in this one. @default none */
  readonly aggregate?: readonly string[];
}

/**
 * Security Hub in one region: checks of its resources against standards. A control that belongs to several
 * standards gives one finding.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/controls-findings-create-update.html
 */
export class SecurityPosture extends Construct {
  constructor(scope: Construct, id: string, props: SecurityPostureProps) {
    super(scope, id);
    const hub = new SecurityhubAccount(this, "Default", {
      enableDefaultStandards: false,
      autoEnableControls: props.autoEnableControls,
      controlFindingGenerator: "SECURITY_CONTROL",
      // Only read when Security Hub is enabled; an adopted hub has no value, and a difference would replace it.
      lifecycle: { ignoreChanges: ["enable_default_standards"] },
    });
    for (const standard of props.standards) {
      new SecurityhubStandardsSubscription(this, standard, {
        standardsArn: `arn:aws:securityhub:${props.region}::standards/${STANDARDS[standard]}`,
        dependsOn: [hub],
      });
    }
    if (props.aggregate !== undefined && props.aggregate.length > 0) {
      new SecurityhubFindingAggregator(this, "aggregator", {
        linkingMode: "SPECIFIED_REGIONS",
        specifiedRegions: [...props.aggregate],
        dependsOn: [hub],
      });
    }
  }
}
