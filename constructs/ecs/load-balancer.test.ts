import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { statements } from "../../tools/testing/policy";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

const ingress = (input: Partial<EnvironmentInput> = {}) =>
  synthesize({ test: { ...MINIMAL, ...input } }).get("test-us-east-1-ingress");
const plain = ingress();

describe("the load balancer", () => {
  it("C5: stands in all public subnets, in its own security group, open to the internet", () => {
    const balancer = plain.one("aws_lb");
    expect(balancer).toMatchObject({ load_balancer_type: "application", internal: false });
    expect(balancer["subnets"]).toHaveLength(2);
    for (const subnet of balancer["subnets"] as string[]) expect(subnet).toContain("vpc_public-");
    expect(balancer["security_groups"]).toEqual([expect.stringContaining("security_load-balancer_")]);
  });

  it("C5: drops invalid headers and closes idle connections", () => {
    expect(ingress({ loadBalancer: { idleTimeoutSeconds: 90 } }).one("aws_lb")).toMatchObject({
      drop_invalid_header_fields: true,
      desync_mitigation_mode: "defensive",
      idle_timeout: 90,
    });
  });

  it.each([true, false])(
    "C5: has deletion protection where the environment says %s",
    (deletionProtection) => {
      const stack = ingress({ deletionProtection });
      expect(stack.one("aws_lb")["enable_deletion_protection"]).toBe(deletionProtection);
      expect(stack.one("aws_s3_bucket", "load-balancer/access-logs")["force_destroy"]).toBe(
        !deletionProtection,
      );
    },
  );
});

describe("access logs", () => {
  it("C5: go to an encrypted bucket that keeps them for the configured time", () => {
    const stack = ingress({ loadBalancer: { accessLogDays: 30 } });
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
