import { GuarddutyDetector } from "@cdktf/provider-aws/lib/guardduty-detector";
import { GuarddutyDetectorFeature } from "@cdktf/provider-aws/lib/guardduty-detector-feature";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";

export interface ThreatDetectionProps {
  /** Detect suspicious access to objects in S3. */
  readonly s3: boolean;
  /** Detect suspicious logins to Aurora and RDS databases. */
  readonly rdsLogins: boolean;
  /** Detect suspicious network activity of Lambda functions. */
  readonly lambdaNetwork: boolean;
  /** Watch Fargate tasks from within, by an agent that GuardDuty runs beside each of them. */
  readonly fargateRuntime: boolean;
  /** Scan the volumes of EC2 instances that behave suspiciously. */
  readonly ebsMalware: boolean;
}

/**
 * GuardDuty in one region. A protection plan that is off is stated as such: AWS switches some of them on in a new
 * detector by itself.
 * https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html
 */
export class ThreatDetection extends Construct {
  constructor(scope: Construct, id: string, props: ThreatDetectionProps) {
    super(scope, id);
    const detector = new GuarddutyDetector(this, "Default", {
      enable: true,
      findingPublishingFrequency: "FIFTEEN_MINUTES",
      // The deprecated form of the features below; without this, the two would undo each other.
      lifecycle: { ignoreChanges: ["datasources"] },
    });
    const features = [
      ["S3_DATA_EVENTS", props.s3],
      ["RDS_LOGIN_EVENTS", props.rdsLogins],
      ["LAMBDA_NETWORK_LOGS", props.lambdaNetwork],
      ["EBS_MALWARE_PROTECTION", props.ebsMalware],
      ["RUNTIME_MONITORING", props.fargateRuntime],
    ] as const;
    let last: GuarddutyDetectorFeature | undefined;
    for (const [name, on] of features) {
      last = new GuarddutyDetectorFeature(this, name.toLowerCase().replaceAll("_", "-"), {
        detectorId: detector.id,
        name,
        status: status(on),
        ...(name === "RUNTIME_MONITORING" && {
          additionalConfiguration: [
            { name: "ECS_FARGATE_AGENT_MANAGEMENT", status: status(on) },
            { name: "EC2_AGENT_MANAGEMENT", status: "DISABLED" },
            { name: "EKS_ADDON_MANAGEMENT", status: "DISABLED" },
          ],
        }),
        // All change one detector; at the same time, one change would be lost.
        ...(last !== undefined && { dependsOn: [last] }),
      });
      if (!on) suppress(last, "guardduty-feature", "The account does without this protection plan.");
    }
  }
}

function status(on: boolean): string {
  return on ? "ENABLED" : "DISABLED";
}
