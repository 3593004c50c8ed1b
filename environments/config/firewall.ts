import { z } from "zod";
import { logRetentionDays, section, text, whole } from "./values";

/**
 * Groups of rules that AWS maintains, in the order they are asked, and what they cost of the 1,500 capacity units
 * that a web ACL has without extra charge (1,175 together, 5 more for the project's own rules).
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export const MANAGED_RULE_GROUPS = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesAnonymousIpList",
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesSQLiRuleSet",
] as const;

/**
 * The service's business is URLs in request bodies; this rule takes one with an IP address for an attack. It still
 * counts what it would have blocked.
 */
const DEFAULT_OVERRIDES = { AWSManagedRulesCommonRuleSet: { GenericRFI_BODY: "count" as const } };

/** The web application firewall in front of the load balancer. */
export const firewall = section({
  enabled: z
    .boolean()
    .default(true)
    .describe("Whether there is one. AWS charges the web ACL, each of its rules and each million requests."),
  rateLimit: whole(10, 2_000_000_000)
    .default(2000)
    .describe("Requests that one address may make within the window; more are refused with status 429."),
  rateWindowSeconds: z
    .literal([60, 120, 300, 600], { error: "must be 60, 120, 300 or 600" })
    .default(300)
    .describe("Time that rateLimit counts over."),
  maxBodyBytes: whole(1, 8192)
    .default(8192)
    .describe(
      "Largest request body; of larger ones behind a load balancer only 8192 bytes can be inspected.",
    ),
  largeBodyPaths: z
    .array(text(/^\/[\w.~!$&'()*+,;=:@/-]{0,199}$/, 'the beginning of a path, such as "/uploads/"'))
    .max(10, "must be at most 10: each takes capacity of the web ACL")
    .default([])
    .describe(
      "Beginnings of paths that take bodies of any size, such as uploads. Of these, too, only the first 8192 bytes are inspected.",
    ),
  overrides: z
    .partialRecord(
      z.enum(MANAGED_RULE_GROUPS),
      z.record(
        text(/^[A-Za-z0-9_-]{1,128}$/, "the name of a rule of the group"),
        z.enum(["allow", "block", "captcha", "challenge", "count"]),
      ),
      { error: `must be by group: ${MANAGED_RULE_GROUPS.join(", ")}` },
    )
    .default(DEFAULT_OVERRIDES)
    .describe("Other actions for single rules of the managed groups."),
  logAllowed: z
    .boolean()
    .default(false)
    .describe("Whether requests that no rule had anything to say about are logged too."),
  logRetentionDays: logRetentionDays
    .optional()
    .describe("How long the log is kept, in days. Default: as long as logs.retentionDays."),
});
