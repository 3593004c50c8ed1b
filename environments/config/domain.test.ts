import { describe, expect, it } from "vitest";
import { problemsOf } from "../../tools/testing/problems";

const name = "app.example.com";
const regions = (...names: string[]) => names.map((region) => ({ name: region }));

describe("a domain", () => {
  // prettier-ignore
  it.each([
    ["a name alone", { name }],
    ["names of one zone", { name: "example.com", alternativeNames: ["www.example.com", "*.example.com"] }],
    ["a zone that exists above it", { name, zone: { name: "example.com", create: false } }],
    ["quick checks", { name, healthCheck: { intervalSeconds: 10, failureThreshold: 1 } }],
  ] as const)("accepts %s", (_title, domain) => {
    expect(problemsOf({ domain })).toEqual([]);
  });

  // prettier-ignore
  it.each([
    ["E1", "no name", {}, "domain.name: "],
    ["E1", "a single label", { name: "localhost" }, "domain.name: must be a domain name in lower case"],
    ["E1", "capitals", { name: "App.example.com" }, "domain.name: must be a domain name in lower case"],
    ["E1", "a URL", { name: "https://app.example.com/" }, "domain.name: must be a domain name in lower case"],
    ["E1", "a label of 64 characters", { name: `${"a".repeat(64)}.example.com` }, "domain.name: must be a domain name"],
    ["E1", "a name of 254 characters", { name: `${"a.".repeat(122)}example.com` }, "domain.name: must be a domain name"],
    ["E1", "a name outside its zone", { name, zone: { name: "example.org" } }, "domain.name: must lie in the zone example.org"],
    ["E1", "a zone that only ends the same", { name: "my-example.com", zone: { name: "example.com" } }, "domain.name: must lie in the zone example.com"],
    ["E2", "a further name outside the zone", { name, alternativeNames: ["www.example.com"] }, "domain.alternativeNames.0: must lie in the zone app.example.com"],
    ["E2", "a name twice", { name, alternativeNames: ["a.app.example.com", name] }, "domain.alternativeNames.1: must not be named twice"],
    ["E2", "a star in the middle", { name, alternativeNames: ["a.*.app.example.com"] }, "domain.alternativeNames.0: must be a domain name"],
    ["E2", "more names than a certificate holds", { name, alternativeNames: Array.from({ length: 10 }, (_, index) => `n${index}.${name}`) }, "domain.alternativeNames: must be at most 9"],
    ["E3", "an interval that Route 53 lacks", { name, healthCheck: { intervalSeconds: 20 } }, "domain.healthCheck.intervalSeconds: must be 30, or 10"],
    ["E3", "a check without a path", { name, healthCheck: { path: "readyz" } }, "domain.healthCheck.path: must be a path"],
  ])("%s: refuses %s", (_row, _title, domain, problem) => {
    expect(problemsOf({ domain })).toEqual([expect.stringContaining(problem)]);
  });

  it("E3: refuses failover between three regions, which latency allows", () => {
    const three = { regions: regions("us-east-1", "us-west-2", "eu-west-1") };
    expect(problemsOf({ ...three, domain: { name } })).toEqual([
      expect.stringContaining('domain.routing: must be "latency" with more than two regions'),
    ]);
    expect(problemsOf({ ...three, domain: { name, routing: "latency" } })).toEqual([]);
  });

  it("E1: keeps PUBLIC_URL for itself", () => {
    const services = { web: { route: {}, environment: { PUBLIC_URL: "https://example.com" } } };
    expect(problemsOf({ services })).toEqual([]);
    expect(problemsOf({ services, domain: { name } })).toEqual([
      expect.stringContaining("services.web.environment.PUBLIC_URL: must not be set here"),
    ]);
  });
});
