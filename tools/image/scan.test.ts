import { describe, expect, it } from "vitest";
import { environment, MINIMAL } from "../testing/synthesize";
import { ImageScanError, judge } from "./scan";

const FINDINGS = [
  { name: "CVE-2024-0001", severity: "CRITICAL" },
  { name: "CVE-2024-0002", severity: "HIGH" },
  { name: "CVE-2024-0003", severity: "MEDIUM" },
  { name: "CVE-2024-0004", severity: "UNDEFINED" },
];

describe("judge", () => {
  it("P2: stops at findings of the severity and above, by name, and says what can be done", () => {
    const judged = () => judge(FINDINGS, "HIGH", {}, "webapp-test-app");
    expect(judged).toThrow(ImageScanError);
    expect(judged).toThrow(
      /2 known vulnerabilities of severity HIGH or above:\n +CRITICAL CVE-2024-0001\n +HIGH +CVE-2024-0002\n/,
    );
    expect(judged).toThrow("delivery.imageScan.accept");
    expect(judged).not.toThrow(/0003|0004/);
  });

  it.each([
    ["CRITICAL", 1],
    ["HIGH", 2],
    ["MEDIUM", 3],
    ["INFORMATIONAL", 3],
  ])("P2: the gate is configurable: at %s %i findings stop", (failOn, count) => {
    expect(() => judge(FINDINGS, failOn, {}, "webapp-test-app")).toThrow(`has ${count} known`);
  });

  it("P2: lets accepted findings pass, and reports them", () => {
    const reason = "not reachable: the module is not loaded";
    const result = judge(
      FINDINGS,
      "HIGH",
      { "CVE-2024-0001": reason, "CVE-2024-0002": reason },
      "webapp-test-app",
    );
    expect(result.accepted.map(({ name }) => name)).toEqual(["CVE-2024-0001", "CVE-2024-0002"]);
    expect(result.counts).toEqual({ CRITICAL: 1, HIGH: 1, MEDIUM: 1, UNDEFINED: 1 });
    expect(() => judge(FINDINGS, "HIGH", { "CVE-2024-0001": reason }, "webapp-test-app")).toThrow(
      "1 known vulnerability",
    );
  });

  it("P2: none never stops", () => {
    expect(judge(FINDINGS, "none", {}, "webapp-test-app").accepted).toEqual([]);
  });

  it("P2: HIGH and above stop by default", () => {
    expect(environment(MINIMAL).delivery.imageScan).toEqual({ failOn: "HIGH", accept: {} });
  });
});
