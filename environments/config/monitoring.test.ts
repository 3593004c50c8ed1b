import { describe, expect, it } from "vitest";
import { problemsOf } from "../../tools/testing/problems";
import { environment, MINIMAL } from "../../tools/testing/synthesize";

describe("the monitoring of an environment", () => {
  it("M2: has every alarm, the documented thresholds, and nobody to tell, where nothing else is said", () => {
    expect(environment(MINIMAL).monitoring).toMatchObject({
      alarms: "all",
      emails: [],
      runbookUrl: "docs/operations.md",
      canary: { enabled: true, everyMinutes: 5 },
      thresholds: {
        service: { cpuPercent: 80, memoryPercent: 80 },
        loadBalancer: { serverErrors: 10, responseSeconds: 1 },
      },
    });
  });

  // prettier-ignore
  it.each([
    ["M2", "an address that is none", { emails: ["oncall"] }, "monitoring.emails.0: must be an e-mail address"],
    ["M2", "an address twice", { emails: ["a@example.com", "a@example.com"] }, "monitoring.emails.1: must be named once"],
    ["M2", "a webhook over plain HTTP", { webhook: "http://example.com/x" }, "monitoring.webhook: must be an https address without credentials"],
    ["M2", "a webhook with a password", { webhook: "https://user:secret@example.com/" }, "monitoring.webhook: must be an https address without credentials"],
    ["M2", "alarms of an unknown kind", { alarms: "some" }, "monitoring.alarms: "],
    ["M2", "a share over 100 %", { thresholds: { service: { cpuPercent: 101 } } }, "monitoring.thresholds.service.cpuPercent: must be a whole number from 1 to 100"],
    ["M2", "a response time of nothing", { thresholds: { loadBalancer: { responseSeconds: 0 } } }, "monitoring.thresholds.loadBalancer.responseSeconds: must be at least 0.05"],
    ["M2", "an unknown threshold", { thresholds: { disk: {} } }, 'monitoring.thresholds: unknown "disk"; allowed are service'],
    ["M2", "a runbook's section", { runbookUrl: "https://example.com/runbook#top" }, "monitoring.runbookUrl: must be an address without fragment"],
    ["M6", "a check once a day", { canary: { everyMinutes: 1440 } }, "monitoring.canary.everyMinutes: must be a whole number from 1 to 60"],
    ["M6", "a runtime with a browser", { canary: { runtime: "syn-nodejs-puppeteer-10.0" } }, "monitoring.canary.runtime: must be a Synthetics runtime without browser"],
  ])("%s: refuses %s", (_row, _title, monitoring, problem) => {
    expect(problemsOf({ monitoring })).toEqual([expect.stringContaining(problem)]);
  });
});
