import { CloudwatchLogResourcePolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy";
import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Route53QueryLog } from "@cdktf/provider-aws/lib/route53-query-log";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { DNS_REGION, globalArn, type Location, logGroupArn } from "../location";
import { logGroup } from "../monitoring/log-group";
import { EncryptionKey, logsMayUse } from "../security/encryption-key";
import { policyDocument } from "../security/policy-document";

export interface HostedZoneProps {
  /** Its region must be {@link DNS_REGION}. */
  readonly at: Location;
  /** Name of the zone, such as `example.com`. */
  readonly name: string;
  /** Whether the zone is created; otherwise a public one of that name must exist in the account. */
  readonly create: boolean;
  /** How long the log of queries is kept, in days. */
  readonly queryLogDays: number;
  /** Whether Terraform refuses to destroy the zone, and to destroy it while it holds records of others. */
  readonly deletionProtection: boolean;
}

/**
 * A public hosted zone. One that is created writes a log of its queries, and admits no other certificate authority
 * than Amazon's; it works once the domain above it delegates to its name servers.
 */
export class HostedZone extends Construct {
  readonly id: string;
  /** What the domain above must delegate to; undefined for a zone that exists already. */
  readonly nameServers: readonly string[] | undefined;

  constructor(scope: Construct, id: string, { name, create, ...props }: HostedZoneProps) {
    super(scope, id);
    if (!create) {
      this.id = new DataAwsRoute53Zone(this, "Default", { name, privateZone: false }).zoneId;
      return;
    }
    if (props.at.region !== DNS_REGION) {
      throw new Error(
        `${this.node.path}: must be in ${DNS_REGION}, where query logs are; given ${props.at.region}`,
      );
    }
    const zone = new Route53Zone(this, "Default", {
      name,
      comment: `${props.at.prefix}, managed by Terraform`,
      forceDestroy: !props.deletionProtection,
      // A new zone has other name servers: until the delegation follows, the domain is gone.
      lifecycle: { preventDestroy: props.deletionProtection },
    });
    suppress(
      zone,
      "zone-signed",
      "Signing needs a step by hand in the domain above, and one that goes wrong takes the domain away.",
    );
    this.id = zone.zoneId;
    this.nameServers = zone.nameServers;
    this.logQueries(name, props);
    this.issueOnlyFromAmazon(name);
  }

  /** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html */
  private logQueries(name: string, { at, queryLogDays }: Omit<HostedZoneProps, "name" | "create">): void {
    const group = logGroup(this, "query-log-group", {
      name: `/aws/route53/${name}`,
      keyArn: new EncryptionKey(this, "query-log-key", {
        at,
        purpose: "dns-query-logs",
        statements: [logsMayUse(at)],
      }).arn,
      retentionDays: queryLogDays,
    });
    const allowed = new CloudwatchLogResourcePolicy(this, "query-log-policy", {
      policyName: `${at.prefix}-dns-queries`,
      policyDocument: policyDocument({
        sid: "QueryLogging",
        principals: { services: ["route53.amazonaws.com"] },
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroupArn(at, `/aws/route53/${name}`)],
        conditions: {
          StringEquals: { "aws:SourceAccount": at.account },
          // A hosted zone's ARN has no account.
          ArnLike: { "aws:SourceArn": globalArn({ ...at, account: "" }, "route53", `hostedzone/${this.id}`) },
        },
      }),
    });
    new Route53QueryLog(this, "query-log", {
      zoneId: this.id,
      cloudwatchLogGroupArn: group.arn,
      dependsOn: [allowed],
    });
  }

  /** https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html */
  private issueOnlyFromAmazon(name: string): void {
    new Route53Record(this, "caa", {
      zoneId: this.id,
      name,
      type: "CAA",
      ttl: 3600,
      records: ['0 issue "amazon.com"', '0 issuewild "amazon.com"'],
    });
  }
}
