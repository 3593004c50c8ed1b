import { describe, expect, it } from "vitest";
import { problemsOf } from "../../tools/testing/problems";
import { environment, MINIMAL } from "../../tools/testing/synthesize";
import { baselineOf } from "./baseline";

describe("baseline", () => {
  it("S4: is on by default, without what costs noticeably", () => {
    const { trail, guardDuty, accessAnalyzer, ...rest } = baselineOf([environment(MINIMAL)]);
    expect(rest).toMatchObject({ enabled: true, securityHub: { enabled: true, standards: ["fsbp", "cis"] } });
    expect(trail).toMatchObject({ enabled: true, insights: false, dataEvents: [], forceDestroy: false });
    expect(guardDuty).toMatchObject({ enabled: true, fargateRuntime: false, ebsMalware: false });
    expect(accessAnalyzer).toEqual({ enabled: true });
  });

  it("S4: is what one of the account's environments states", () => {
    const stated = environment({ ...MINIMAL, baseline: { trail: { archiveDays: 100 } } });
    for (const environments of [
      [environment(MINIMAL), stated],
      [stated, environment(MINIMAL)],
    ]) {
      expect(baselineOf(environments).trail.archiveDays).toBe(100);
    }
  });

  it.each([
    [{ alerts: { emails: ["ops"] } }, ["baseline.alerts.emails.0: must be an e-mail address"]],
    [{ trail: { archiveDays: 30 } }, ["baseline.trail.archiveDays: must be a whole number from 90 to 3650"]],
    [
      { accessAnalyzer: { unusedAccessDays: 0 } },
      ["baseline.accessAnalyzer.unusedAccessDays: must be a whole number from 1 to 365"],
    ],
  ])("S4, O2: refuses %j", (input, problems) => {
    expect(problemsOf({ baseline: input })).toEqual(problems);
  });
});

describe("delivery", () => {
  it("S2, O2: names the repository as GitHub does", () => {
    expect(problemsOf({ delivery: { github: { repository: "octo-org/octo.repo" } } })).toEqual([]);
    for (const repository of ["octo-repo", "octo-org/*", "https://github.com/octo-org/octo-repo"]) {
      expect(problemsOf({ delivery: { github: { repository } } })).toEqual([
        'delivery.github.repository: must be the repository as "owner/name"',
      ]);
    }
  });
});
