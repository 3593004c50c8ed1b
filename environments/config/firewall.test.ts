import { describe, expect, it } from "vitest";
import { problemsOf } from "../../tools/testing/problems";

describe("the firewall's settings", () => {
  it("S3: may change the action of single rules", () => {
    const overrides = { AWSManagedRulesSQLiRuleSet: { SQLi_BODY: "count", SQLi_COOKIE: "captcha" } };
    expect(problemsOf({ firewall: { overrides } })).toEqual([]);
  });

  // prettier-ignore
  it.each([
    ["a limit below what AWS WAF takes", { rateLimit: 9 }, "firewall.rateLimit: must be a whole number from 10"],
    ["another window", { rateWindowSeconds: 90 }, "firewall.rateWindowSeconds: must be 60, 120, 300 or 600"],
    ["bodies that can not be inspected", { maxBodyBytes: 8193 }, "firewall.maxBodyBytes: must be a whole number from 1 to 8192"],
    ["a path that begins nowhere", { largeBodyPaths: ["uploads"] }, 'firewall.largeBodyPaths.0: must be the beginning of a path, such as "/uploads/"'],
    ["rules of an unknown group", { overrides: { AWSManagedRulesPHPRuleSet: {} } }, "firewall.overrides: must be by group: AWSManagedRulesAmazonIpReputationList, "],
    ["an unknown action", { overrides: { AWSManagedRulesSQLiRuleSet: { SQLi_BODY: "ignore" } } }, "firewall.overrides.AWSManagedRulesSQLiRuleSet.SQLi_BODY: "],
    ["a retention that CloudWatch lacks", { logRetentionDays: 2 }, "firewall.logRetentionDays: must be a number of days"],
  ])("S3: refuses %s", (_title, firewall, problem) => {
    expect(problemsOf({ firewall })).toEqual([expect.stringContaining(problem)]);
  });
});
