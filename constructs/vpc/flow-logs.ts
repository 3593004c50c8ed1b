import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { Construct } from "constructs";
import { arn, type Location, logGroupArn } from "../location";
import { logGroup } from "../monitoring/log-group";
import { ServiceRole } from "../security/service-role";

export interface FlowLogsProps {
  readonly at: Location;
  readonly vpcId: string;
  /** Key that encrypts the log group. */
  readonly keyArn: string;
  /** How long records are kept, in days. */
  readonly retentionDays: number;
}

/**
 * A record of every connection, accepted or refused, with a role of its own.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, { at, vpcId, keyArn, retentionDays }: FlowLogsProps) {
    super(scope, id);
    const name = `/${at.prefix}/flow-logs`;
    const group = logGroup(this, "log-group", { name, keyArn, retentionDays });
    const role = new ServiceRole(this, "role", {
      at,
      purpose: "flow-logs",
      service: "vpc-flow-logs.amazonaws.com",
      sourceArn: arn(at, "ec2", "vpc-flow-log/*"),
      statements: [
        {
          sid: "Write",
          actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          resources: [logGroupArn(at, name)],
        },
        { sid: "Find", actions: ["logs:DescribeLogGroups"], resources: ["*"] },
      ],
    });
    new FlowLog(this, "Default", {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
      dependsOn: [role.ready],
    });
  }
}
