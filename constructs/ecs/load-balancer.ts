import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { arn, type Location } from "../location";
import { boundedName } from "../naming";
import { PrivateBucket } from "../security/private-bucket";
import type { Network } from "../vpc/network";
import { TargetGroup, type TargetGroupProps } from "./target-group";

/**
 * TLS 1.2 with forward secrecy and TLS 1.3.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

export interface LoadBalancerProps {
  readonly at: Location;
  readonly network: Network;
  readonly securityGroupId: string;
  /** Without one, requests are served over plain HTTP; with one, HTTP is redirected to HTTPS. @default none */
  readonly certificateArn?: string | undefined;
  /** A connection without traffic is closed after this time, in seconds, 1–4000. */
  readonly idleTimeoutSeconds: number;
  /** How long access logs are kept, in days. */
  readonly accessLogDays: number;
  /** Whether AWS refuses to delete the load balancer, and Terraform to delete access logs. */
  readonly deletionProtection: boolean;
}

export interface RouteProps extends Omit<TargetGroupProps, "vpcId"> {
  /** Path patterns; none for all requests that no other service claims. */
  readonly paths: readonly string[];
}

/** The public entrance: an Application Load Balancer across the public subnets. */
export class LoadBalancer extends Construct {
  readonly arn: string;
  /** `app/<name>/<id>`: what metrics and scaling call it. */
  readonly arnSuffix: string;
  /** Name and hosted zone for alias records. */
  readonly dnsName: string;
  readonly zoneId: string;
  /** `https://…` where there is a certificate. */
  readonly url: string;
  /** Where requests arrive that are answered, not redirected. */
  private listener: LbListener | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LoadBalancerProps,
  ) {
    super(scope, id);
    const { at, network, certificateArn } = props;
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
    this.url = `${certificateArn === undefined ? "http" : "https"}://${balancer.dnsName}`;
  }

  /**
   * Sends requests to a service. The one without paths is routed first: its target group is the default.
   *
   * @param priority order of evaluation among the rules with paths, 1–50000, unique
   * @returns the target group, and what must exist before tasks are registered in it
   */
  route(id: string, priority: number, { paths, ...target }: RouteProps): TargetGroup {
    const group = new TargetGroup(this, `${id}-targets`, { ...target, vpcId: this.props.network.vpcId });
    if (paths.length === 0) {
      if (this.listener !== undefined)
        throw new Error(`${this.node.path}: a second service without paths: ${id}`);
      this.listener = this.listen(group);
      group.attachedBy(this.listener);
      return group;
    }
    if (this.listener === undefined) {
      throw new Error(`${this.node.path}: the service without paths must be routed before ${id}`);
    }
    const rule = new LbListenerRule(this, `${id}-rule`, {
      listenerArn: this.listener.arn,
      priority,
      condition: [{ pathPattern: { values: [...paths] } }],
      action: [{ type: "forward", targetGroupArn: group.arn }],
    });
    group.attachedBy(rule);
    return group;
  }

  private listen(target: TargetGroup): LbListener {
    const { certificateArn } = this.props;
    const forward = [{ type: "forward", targetGroupArn: target.arn }];
    const http = { loadBalancerArn: this.arn, port: 80, protocol: "HTTP" };
    if (certificateArn === undefined) {
      const plain = new LbListener(this, "http", { ...http, defaultAction: forward });
      suppress(plain, "listener-tls", "The environment has no domain, so there can be no certificate.");
      return plain;
    }
    new LbListener(this, "http", {
      ...http,
      defaultAction: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
      ],
    });
    return new LbListener(this, "https", {
      loadBalancerArn: this.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: TLS_POLICY,
      certificateArn,
      defaultAction: forward,
    });
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
