import { describe, expect, it } from "vitest";
import { charges } from "../../testing/priced";
import { lcuHours } from "./network";

describe("network", () => {
  it("K3: charges NAT gateways by the hour, and divides the data among them", () => {
    const two = { aws_nat_gateway: { a: {}, b: {} }, aws_eip: { a: {}, b: {} } };
    expect(charges(two, { natGb: 100 })).toEqual({
      "NAT gateway": 65.7, // 2 × 730 h × $0.045
      "NAT gateway, data": 4.5, // 100 GB × $0.045
      "public IPv4 address": 7.3, // 2 × 730 h × $0.005
    });
  });

  it("K3: charges interface endpoints for each zone, and gateway endpoints not at all", () => {
    const endpoints = {
      aws_vpc_endpoint: {
        s3: { vpc_endpoint_type: "Gateway" },
        logs: { vpc_endpoint_type: "Interface", subnet_ids: ["a", "b", "c"] },
      },
    };
    expect(charges(endpoints, { endpointGb: 10 })).toEqual({
      "interface endpoint": 21.9, // 3 zones × 730 h × $0.01
      "interface endpoint, data": 0.1, // 10 GB × $0.01
    });
  });

  it("K3: charges data between zones in both directions", () => {
    expect(charges({ aws_vpc: { vpc: {} } }, { zoneGb: 50 })).toEqual({
      "data between zones, both directions": 1, // 2 × 50 GB × $0.01
    });
  });
});

describe("load balancer and firewall", () => {
  it("K3: counts the dimension of capacity units that is used most", () => {
    // 7.3 million requests of 10 kB are 73 GB; in new connections, 0.28 a second, they are far less.
    expect(lcuHours(7.3e6, 10, 10)).toBeCloseTo(73, 10);
    // Without data: 657 million requests on as many connections are 250 a second, 10 units all month.
    expect(lcuHours(657e6, 0, 1)).toBeCloseTo(7300, 6);
  });

  it("K3: charges a load balancer, its addresses, its capacity and the data that leaves", () => {
    const balancer = { aws_lb: { web: { internal: false, subnets: ["a", "b"] } } };
    expect(charges(balancer, { requests: 10, responseKb: 20 })).toEqual({
      "load balancer": 16.425, // 730 h × $0.0225
      "load balancer, public IPv4 addresses": 7.3, // 2 × 730 h × $0.005
      "capacity used (LCU)": 1.6, // 200 GB × $0.008
      "data to the internet": 18, // 200 GB × $0.09
    });
    expect(charges({ aws_lb: { web: { internal: true, subnets: ["a", "b"] } } })).not.toHaveProperty(
      "load balancer, public IPv4 addresses",
    );
  });

  it("K3: charges a web ACL, its rules and its requests", () => {
    const firewall = { aws_wafv2_web_acl: { web: { rule: [{}, {}, {}] } } };
    expect(charges(firewall, { requests: 10 })).toEqual({
      "web ACL": 5,
      "rules and managed rule groups": 3,
      "requests inspected": 6, // 10 million × $0.60
    });
  });
});

describe("DNS", () => {
  it("K3: charges zones, health checks and each of their optional features", () => {
    const dns = {
      aws_route53_zone: { zone: {} },
      aws_route53_health_check: {
        plain: { type: "HTTP", request_interval: 30 },
        fast: { type: "HTTPS", request_interval: 10, measure_latency: true },
        text: { type: "HTTPS_STR_MATCH", request_interval: 30 },
      },
    };
    expect(charges(dns)).toEqual({
      "hosted zone": 0.5,
      "health check": 1.5,
      "health check, features": 5, // 3 of the second, 2 of the third
    });
  });
});
