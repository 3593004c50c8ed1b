import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

type Firewall = EnvironmentInput["firewall"];

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly action?: object;
  readonly override_action?: object;
  readonly statement: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly visibility_config: object;
}

const ingress = (firewall: Firewall = {}) =>
  synthesize({ test: { ...MINIMAL, firewall } }).get("test-us-east-1-ingress");
const stack = ingress();
const rules = (firewall?: Firewall) => ingress(firewall).one("aws_wafv2_web_acl")["rule"] as Rule[];
const named = (all: Rule[], name: string) => all.find((rule) => rule.name === name);
const group = (rule: Rule | undefined) => rule?.statement["managed_rule_group_statement"];

describe("the firewall", () => {
  it("S3: stands in front of the load balancer", () => {
    expect(stack.one("aws_wafv2_web_acl_association")).toMatchObject({
      resource_arn: stack.reference("aws_lb", undefined, "arn"),
      web_acl_arn: stack.reference("aws_wafv2_web_acl", undefined, "arn"),
    });
    expect(stack.one("aws_wafv2_web_acl")).toMatchObject({
      scope: "REGIONAL",
      default_action: { allow: {} },
    });
  });

  it("S3: asks AWS's rules against common exploits, known bad inputs, SQL injection and bad addresses", () => {
    const managed = rules().filter((rule) => group(rule) !== undefined);
    expect(managed.map((rule) => group(rule)?.["name"])).toEqual([
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesAnonymousIpList",
      "AWSManagedRulesCommonRuleSet",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesSQLiRuleSet",
    ]);
    for (const rule of managed) {
      const counts = rule.name === "AWSManagedRulesAnonymousIpList";
      expect(rule.override_action).toEqual(counts ? { count: {} } : { none: {} });
    }
  });

  it("S3: refuses an address that asks too often", () => {
    expect(named(rules({ rateLimit: 500, rateWindowSeconds: 60 }), "rate-limit")).toMatchObject({
      action: { block: { custom_response: { response_code: 429 } } },
      statement: {
        rate_based_statement: { aggregate_key_type: "IP", limit: 500, evaluation_window_sec: 60 },
      },
    });
  });

  it.each([
    [["/uploads/"], (exempt: object[]) => exempt[0]],
    [["/uploads/", "/import"], (exempt: object[]) => ({ or_statement: { statement: exempt } })],
  ])("B14: lets paths pass that take larger bodies: %j", (largeBodyPaths, combined) => {
    const all = rules({ largeBodyPaths });
    const exempt = largeBodyPaths.map((path) => ({
      byte_match_statement: {
        field_to_match: { uri_path: {} },
        positional_constraint: "STARTS_WITH",
        search_string: path,
        text_transformation: [
          { priority: 0, type: "URL_DECODE" },
          { priority: 1, type: "NORMALIZE_PATH" },
        ],
      },
    }));
    const { and_statement: both } = named(all, "max-body-size")?.statement ?? {};
    expect(both?.["statement"]).toEqual([
      expect.objectContaining({ size_constraint_statement: expect.anything() as unknown }),
      { not_statement: { statement: [combined(exempt)] } },
    ]);
    // The common rule set knows no paths.
    expect(group(named(all, "AWSManagedRulesCommonRuleSet"))?.["rule_action_override"]).toContainEqual({
      name: "SizeRestrictions_BODY",
      action_to_use: { count: {} },
    });
    expect(JSON.stringify(rules())).not.toContain("SizeRestrictions_BODY");
  });

  it("S3: refuses bodies that are larger than the service takes, or than can be inspected", () => {
    expect(named(rules({ maxBodyBytes: 4096 }), "max-body-size")).toMatchObject({
      action: { block: {} },
      statement: {
        size_constraint_statement: {
          field_to_match: { body: { oversize_handling: "MATCH" } },
          comparison_operator: "GT",
          size: 4096,
        },
      },
    });
  });

  it("S3: lets URLs with addresses through, which are this service's business, and counts them", () => {
    const overrides = group(named(rules(), "AWSManagedRulesCommonRuleSet"))?.["rule_action_override"];
    expect(overrides).toEqual([{ name: "GenericRFI_BODY", action_to_use: { count: {} } }]);
  });

  it("S3: takes another action where the environment says so", () => {
    const changed = rules({ overrides: { AWSManagedRulesSQLiRuleSet: { SQLi_BODY: "captcha" } } });
    const overrides = (name: string) => group(named(changed, name))?.["rule_action_override"];
    expect(overrides("AWSManagedRulesSQLiRuleSet")).toEqual([
      { name: "SQLi_BODY", action_to_use: { captcha: {} } },
    ]);
    expect(overrides("AWSManagedRulesCommonRuleSet")).toEqual([]);
  });

  it("S3: counts every rule in a metric of its own, in an order of its own", () => {
    const all = rules();
    expect(all.map(({ priority }) => priority)).toEqual(all.map((_, index) => index));
    for (const { name, visibility_config } of all) {
      expect(visibility_config).toEqual({
        metric_name: name,
        cloudwatch_metrics_enabled: true,
        sampled_requests_enabled: true,
      });
    }
  });

  it("S3: is left out where the environment says so", () => {
    const without = ingress({ enabled: false });
    expect(without.types.filter((type) => type.startsWith("aws_wafv2_"))).toEqual([]);
  });
});

describe("the firewall's log", () => {
  it("S3, M1: is encrypted, kept as long as configured, and named as AWS WAF wants it", () => {
    const log = (firewall?: Firewall) => ingress(firewall).one("aws_cloudwatch_log_group", "firewall/log");
    expect(log()).toMatchObject({ name: "aws-waf-logs-webapp-test-web", retention_in_days: 90 });
    expect(String(log()["kms_key_id"])).toContain("log-key");
    expect(log({ logRetentionDays: 14 })["retention_in_days"]).toBe(14);
  });

  it("S3: shows nobody's credentials, and no request that no rule matched unless asked to", () => {
    const logging = (firewall?: Firewall) => ingress(firewall).one("aws_wafv2_web_acl_logging_configuration");
    const redacted = logging()["redacted_fields"] as { single_header: { name: string } }[];
    expect(redacted.map((field) => field.single_header.name)).toEqual(
      expect.arrayContaining(["authorization", "cookie"]),
    );
    expect(logging()["logging_filter"]).toMatchObject({
      default_behavior: "DROP",
      filter: [{ behavior: "KEEP", requirement: "MEETS_ANY" }],
    });
    expect(logging({ logAllowed: true })).not.toHaveProperty("logging_filter");
  });
});
