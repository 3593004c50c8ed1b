import { Lb } from "@cdktf/provider-aws/lib/lb";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { arn, type Location } from "../location";
import { boundedName } from "../naming";
import { PrivateBucket } from "../security/private-bucket";
import type { Network } from "../vpc/network";

export interface LoadBalancerProps {
  readonly at: Location;
  readonly network: Network;
  readonly securityGroupId: string;
  /** A connection without traffic is closed after this time, in seconds, 1–4000. */
  readonly idleTimeoutSeconds: number;
  /** How long access logs are kept, in days. */
  readonly accessLogDays: number;
  /** Whether AWS refuses to delete the load balancer, and Terraform to delete access logs. */
  readonly deletionProtection: boolean;
}

/** An Application Load Balancer across the public subnets, with its access logs. */
export class LoadBalancer extends Construct {
  readonly arn: string;
  /** `app/<name>/<id>`: what metrics and scaling call it. */
  readonly arnSuffix: string;
  /** Name and hosted zone for alias records. */
  readonly dnsName: string;
  readonly zoneId: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LoadBalancerProps,
  ) {
    super(scope, id);
    const { at, network } = props;
    const logs = this.accessLogs(at);
    const balancer = new Lb(this, "Default", {
      name: boundedName(`${at.prefix}-web`, "loadBalancer"),
      loadBalancerType: "application",
      internal: false,
      subnets: [...network.publicSubnetIds],
      securityGroups: [props.securityGroupId],
      idleTimeout: props.idleTimeoutSeconds,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      enableDeletionProtection: props.deletionProtection,
      accessLogs: { enabled: true, bucket: logs.name },
      // The load balancer writes a test object when logging is switched on.
      dependsOn: [logs.policy],
    });
    if (!props.deletionProtection) {
      suppress(balancer, "load-balancer-deletion-protection", "The environment says that it may be deleted.");
    }
    this.arn = balancer.arn;
    this.arnSuffix = balancer.arnSuffix;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
  }

  /**
   * Load balancers write logs with S3's own keys only.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
   */
  private accessLogs(at: Location): PrivateBucket {
    const bucket = new PrivateBucket(this, "access-logs", {
      name: `${at.prefix}-${at.region}-lb-logs-${at.account}`,
      expireAfterDays: this.props.accessLogDays,
      keepOldVersions: 1,
      forceDestroy: !this.props.deletionProtection,
      statements: (bucketArn) => [
        {
          sid: "LogDelivery",
          principals: { services: ["logdelivery.elasticloadbalancing.amazonaws.com"] },
          actions: ["s3:PutObject"],
          resources: [`${bucketArn}/AWSLogs/${at.account}/*`],
          conditions: { ArnLike: { "aws:SourceArn": arn(at, "elasticloadbalancing", "loadbalancer/*") } },
        },
      ],
    });
    suppress(bucket, "bucket-access-logging", "It holds a log itself; the log of a log has no end.");
    return bucket;
  }
}
