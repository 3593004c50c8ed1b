import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { statements } from "../../tools/testing/policy";
import { AT, MINIMAL, synthesize, synthesizeConstruct } from "../../tools/testing/synthesize";
import { LoadBalancer, type RouteProps } from "./load-balancer";

const CERTIFICATE = "arn:aws:acm:us-east-1:111111111111:certificate/0a1b2c3d";

const service = (input: Partial<EnvironmentInput> = {}) =>
  synthesize({ test: { ...MINIMAL, ...input } }).get("test-us-east-1-service");
const plain = service();
const secure = service({ regions: [{ name: "us-east-1", certificateArn: CERTIFICATE }] });

describe("the load balancer", () => {
  it("C5: stands in all public subnets, in its own security group, open to the internet", () => {
    const balancer = plain.one("aws_lb");
    expect(balancer).toMatchObject({ load_balancer_type: "application", internal: false });
    expect(balancer["subnets"]).toHaveLength(2);
    for (const subnet of balancer["subnets"] as string[]) expect(subnet).toContain("vpc_public-");
    expect(balancer["security_groups"]).toEqual([expect.stringContaining("security_load-balancer_")]);
  });

  it("C5: drops invalid headers and closes idle connections", () => {
    expect(service({ loadBalancer: { idleTimeoutSeconds: 90 } }).one("aws_lb")).toMatchObject({
      drop_invalid_header_fields: true,
      desync_mitigation_mode: "defensive",
      idle_timeout: 90,
    });
  });

  it.each([true, false])(
    "C5: has deletion protection where the environment says %s",
    (deletionProtection) => {
      const stack = service({ deletionProtection });
      expect(stack.one("aws_lb")["enable_deletion_protection"]).toBe(deletionProtection);
      expect(stack.one("aws_s3_bucket", "load-balancer/access-logs")["force_destroy"]).toBe(
        !deletionProtection,
      );
    },
  );
});

describe("access logs", () => {
  it("C5: go to an encrypted bucket that keeps them for the configured time", () => {
    const stack = service({ loadBalancer: { accessLogDays: 30 } });
    expect(stack.one("aws_lb")["access_logs"]).toEqual({
      enabled: true,
      bucket: stack.reference("aws_s3_bucket", "load-balancer/access-logs"),
    });
    expect(
      stack.one("aws_s3_bucket_server_side_encryption_configuration", "load-balancer/access-logs/encryption")[
        "rule"
      ],
    ).toMatchObject([{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }]);
    const lifecycle = stack.one(
      "aws_s3_bucket_lifecycle_configuration",
      "load-balancer/access-logs/lifecycle",
    );
    expect(lifecycle["rule"]).toContainEqual(expect.objectContaining({ expiration: [{ days: 30 }] }));
  });

  it("S2: are written by load balancers of this account only, and before the load balancer wants to", () => {
    const policy = plain.one("aws_s3_bucket_policy", "load-balancer/access-logs/policy");
    const bucket = plain.reference("aws_s3_bucket", "load-balancer/access-logs", "arn");
    expect(statements(policy["policy"]).filter(({ Effect }) => Effect === "Allow")).toEqual([
      {
        Sid: "LogDelivery",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${bucket}/AWSLogs/111111111111/*`,
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/*" },
        },
      },
    ]);
    expect(plain.one("aws_lb")["depends_on"]).toContain(
      plain.address("aws_s3_bucket_policy", "load-balancer/access-logs/policy"),
    );
  });
});

describe("listeners", () => {
  const target = (stack: typeof plain) =>
    stack.reference("aws_lb_target_group", "load-balancer/web-targets", "arn");

  it("C5: serve plain HTTP without a certificate, and nothing else", () => {
    expect(plain.all("aws_lb_listener")).toHaveLength(1);
    expect(plain.one("aws_lb_listener")).toMatchObject({
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "forward", target_group_arn: target(plain) }],
    });
    expect(plain.output("url")).toBe(`http://${plain.reference("aws_lb", undefined, "dns_name")}`);
  });

  it("C5: redirect HTTP to HTTPS with a certificate", () => {
    expect(secure.one("aws_lb_listener", "load-balancer/http")).toMatchObject({
      port: 80,
      default_action: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "443", status_code: "HTTP_301" } },
      ],
    });
    expect(secure.output("url")).toBe(`https://${secure.reference("aws_lb", undefined, "dns_name")}`);
  });

  it("C5: accept TLS 1.2 and 1.3 with forward secrecy only", () => {
    expect(secure.one("aws_lb_listener", "load-balancer/https")).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificate_arn: CERTIFICATE,
      default_action: [{ type: "forward", target_group_arn: target(secure) }],
    });
  });

  it("C5: send the paths of other services over HTTPS too", () => {
    const stack = service({
      regions: [{ name: "us-east-1", certificateArn: CERTIFICATE }],
      services: { web: { route: {} }, api: { route: { paths: ["/api/*"] } } },
    });
    expect(stack.one("aws_lb_listener_rule")["listener_arn"]).toBe(
      stack.reference("aws_lb_listener", "load-balancer/https", "arn"),
    );
  });
});

describe("the target group", () => {
  it("C5: checks health the configured way and lets leaving tasks finish", () => {
    const stack = service({
      services: {
        web: {
          port: 3000,
          route: {
            deregistrationDelaySeconds: 45,
            healthCheck: {
              path: "/readyz",
              intervalSeconds: 20,
              timeoutSeconds: 4,
              healthyThreshold: 4,
              unhealthyThreshold: 5,
            },
          },
        },
      },
    });
    expect(stack.one("aws_lb_target_group")).toMatchObject({
      port: 80,
      protocol: "HTTP",
      target_type: "ip",
      deregistration_delay: "45",
      health_check: {
        path: "/readyz",
        interval: 20,
        timeout: 4,
        healthy_threshold: 4,
        unhealthy_threshold: 5,
        matcher: "200",
      },
    });
  });

  it("C5: is replaced without a gap under a name of its own", () => {
    expect(plain.one("aws_lb_target_group")).toMatchObject({
      name_prefix: expect.stringMatching(/^.{1,6}$/) as string,
      lifecycle: { create_before_destroy: true },
    });
  });
});

describe("routes in the wrong order", () => {
  const route = (...paths: (readonly string[])[]) =>
    synthesizeConstruct((stack) => {
      const balancer = new LoadBalancer(stack, "balancer", {
        at: AT,
        network: { vpcId: "vpc-1", publicSubnetIds: ["subnet-1"], privateSubnetIds: ["subnet-2"] },
        securityGroupId: "sg-1",
        idleTimeoutSeconds: 60,
        accessLogDays: 1,
        deletionProtection: false,
      });
      const healthCheck = {
        path: "/",
        intervalSeconds: 15,
        timeoutSeconds: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      };
      const common: Omit<RouteProps, "paths"> = { deregistrationDelaySeconds: 1, healthCheck };
      paths.forEach((one, index) => balancer.route(`s${index}`, index, { ...common, paths: one }));
    });

  it("C7: refuses a second service without paths", () => {
    expect(() => route([], [])).toThrow("stack/balancer: a second service without paths: s1");
  });

  it("C7: refuses paths before the service without any", () => {
    expect(() => route(["/a"])).toThrow("stack/balancer: the service without paths must be routed before s0");
  });
});
