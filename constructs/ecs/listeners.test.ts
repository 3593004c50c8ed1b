import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { AT, MINIMAL, synthesize, synthesizeConstruct } from "../../tools/testing/synthesize";
import { Listeners, type RouteProps } from "./listeners";
import { LoadBalancer } from "./load-balancer";

const CERTIFICATE = "arn:aws:acm:us-east-1:111111111111:certificate/0a1b2c3d";

const service = (input: Partial<EnvironmentInput> = {}) =>
  synthesize({ test: { ...MINIMAL, ...input } }).get("test-us-east-1-service");
const plain = service();
const secure = service({ regions: [{ name: "us-east-1", certificateArn: CERTIFICATE }] });

describe("listeners", () => {
  const target = (stack: typeof plain) =>
    stack.reference("aws_lb_target_group", "listeners/web-targets", "arn");

  it("C5: serve plain HTTP without a certificate, and nothing else", () => {
    expect(plain.all("aws_lb_listener")).toHaveLength(1);
    expect(plain.one("aws_lb_listener")).toMatchObject({
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "forward", target_group_arn: target(plain) }],
    });
    expect(plain.output("url")).toEqual(
      expect.stringMatching(/^http:\/\/\$\{data\.terraform_remote_state\..*aws_lb.*dns_name\}$/),
    );
  });

  it("C5: redirect HTTP to HTTPS with a certificate", () => {
    expect(secure.one("aws_lb_listener", "listeners/http")).toMatchObject({
      port: 80,
      default_action: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "443", status_code: "HTTP_301" } },
      ],
    });
    expect(secure.output("url")).toEqual(
      expect.stringMatching(/^https:\/\/\$\{data\.terraform_remote_state\..*aws_lb.*dns_name\}$/),
    );
  });

  it("C5: accept TLS 1.2 and 1.3 with forward secrecy only", () => {
    expect(secure.one("aws_lb_listener", "listeners/https")).toMatchObject({
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
      stack.reference("aws_lb_listener", "listeners/https", "arn"),
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
      const listeners = new Listeners(stack, "listeners", { balancer, vpcId: "vpc-1" });
      const healthCheck = {
        path: "/",
        intervalSeconds: 15,
        timeoutSeconds: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      };
      const common: Omit<RouteProps, "paths"> = { deregistrationDelaySeconds: 1, healthCheck };
      paths.forEach((one, index) => listeners.route(`s${index}`, index, { ...common, paths: one }));
    });

  it("C7: refuses a second service without paths", () => {
    expect(() => route([], [])).toThrow("stack/listeners: a second service without paths: s1");
  });

  it("C7: refuses paths before the service without any", () => {
    expect(() => route(["/a"])).toThrow(
      "stack/listeners: the service without paths must be routed before s0",
    );
  });
});
