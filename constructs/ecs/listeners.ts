import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { LoadBalancer } from "./load-balancer";
import { TargetGroup, type TargetGroupProps } from "./target-group";

/**
 * TLS 1.2 with forward secrecy and TLS 1.3.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

export interface ListenersProps {
  readonly balancer: LoadBalancer;
  readonly vpcId: string;
  /** Without one, requests are served over plain HTTP; with one, HTTP is redirected to HTTPS. @default none */
  readonly certificateArn?: string | undefined;
}

export interface RouteProps extends Omit<TargetGroupProps, "vpcId"> {
  /** Path patterns; none for all requests that no other service claims. */
  readonly paths: readonly string[];
}

/** Ports of a load balancer, and the rules by which requests go to services. */
export class Listeners extends Construct {
  /** Address by the load balancer's own name; `https://…` where there is a certificate. */
  readonly url: string;
  /** Where requests arrive that are answered, not redirected. */
  private listener: LbListener | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ListenersProps,
  ) {
    super(scope, id);
    const { balancer, certificateArn } = props;
    this.url = `${certificateArn === undefined ? "http" : "https"}://${balancer.dnsName}`;
  }

  /**
   * Sends requests to a service. The one without paths is routed first: its target group is the default.
   *
   * @param priority order of evaluation among the rules with paths, 1–50000, unique
   * @returns the target group, and what must exist before tasks are registered in it
   */
  route(id: string, priority: number, { paths, ...target }: RouteProps): TargetGroup {
    const group = new TargetGroup(this, `${id}-targets`, { ...target, vpcId: this.props.vpcId });
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
    const { certificateArn, balancer } = this.props;
    const loadBalancerArn = balancer.arn;
    const forward = [{ type: "forward", targetGroupArn: target.arn }];
    const http = { loadBalancerArn, port: 80, protocol: "HTTP" };
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
      loadBalancerArn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: TLS_POLICY,
      certificateArn,
      defaultAction: forward,
    });
  }
}
