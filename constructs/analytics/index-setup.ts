import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { Settings } from "../../functions/configure-logs-index/wanted";
import { type FunctionNetwork, NodeFunction } from "../functions/node-function";
import type { Location } from "../location";
import { boundedName } from "../naming";
import { domainArn } from "./names";

export interface IndexSetupProps {
  readonly at: Location;
  /** Host name of the domain; known after the role that this construct makes. */
  readonly endpoint: string;
  readonly settings: Settings;
  readonly network: FunctionNetwork;
  /** Key that encrypts the function's variables. */
  readonly keyArn: string;
  /** Key that encrypts the function's log, and how long that is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

const EVERY_MINUTES = 10;

/**
 * A function with the domain's master role that says inside of the domain who may do what, what an index looks like
 * and when it goes. Terraform's provider knows nothing of these. The function is called every ten minutes instead of
 * once at deployment, so that it finds a domain that was slow to start, and mends what was changed by hand.
 */
export class IndexSetup extends Construct {
  /** Role that may do everything in the domain. */
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: IndexSetupProps) {
    super(scope, id);
    const { at, keyArn } = props;
    const configure = new NodeFunction(this, "function", {
      at,
      directory: "configure-logs-index",
      description: "Keeps roles, lifecycle and shape of the indexes of logs as they should be",
      environment: { ENDPOINT: props.endpoint, SETTINGS: JSON.stringify(props.settings) },
      keyArn,
      timeoutSeconds: 120,
      statements: [
        {
          sid: "Configure",
          actions: ["es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"],
          resources: [`${domainArn(at)}/*`],
        },
        { sid: "Encryption", actions: ["kms:Decrypt"], resources: [keyArn] },
      ],
      network: props.network,
      logKeyArn: props.logKeyArn,
      logRetentionDays: props.logRetentionDays,
    });
    const rule = new CloudwatchEventRule(this, "schedule", {
      name: boundedName(`${at.prefix}-configure-logs-index`, "eventRule"),
      description: "Time to look after the indexes of logs",
      scheduleExpression: `rate(${EVERY_MINUTES} minutes)`,
    });
    configure.invokableBy("schedule-permission", "events.amazonaws.com", rule.arn);
    new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      targetId: "function",
      arn: configure.arn,
      retryPolicy: { maximumEventAgeInSeconds: EVERY_MINUTES * 60, maximumRetryAttempts: 0 },
    });
    this.roleArn = configure.role.arn;
  }
}
