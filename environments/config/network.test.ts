import { describe, expect, it } from "vitest";
import { environment, MINIMAL } from "../../tools/testing/synthesize";
import { requiredEndpoints } from "./endpoints";
import { subnetLayout } from "./network";

describe("addresses", () => {
  it("N1: gives the primary region 10.0.0.0/16 and the secondary 10.1.0.0/16", () => {
    const { regions } = environment({ ...MINIMAL, regions: [{ name: "us-east-1" }, { name: "us-west-2" }] });
    expect(regions.map(({ cidr }) => cidr)).toEqual(["10.0.0.0/16", "10.1.0.0/16"]);
  });

  it("N2: has two zones by default, public subnets .1 and .2, private ones .11 and .12", () => {
    const { regions, network } = environment(MINIMAL);
    expect(network.zones).toBe(2);
    expect(regions.map((region) => subnetLayout(region, network.zones))).toEqual([
      { publicSubnets: ["10.0.1.0/24", "10.0.2.0/24"], privateSubnets: ["10.0.11.0/24", "10.0.12.0/24"] },
    ]);
  });

  it("N2: derives smaller subnets in a small VPC", () => {
    const layout = subnetLayout({ cidr: "192.168.4.0/24" }, 2);
    expect(layout).toEqual({
      publicSubnets: ["192.168.4.16/28", "192.168.4.32/28"],
      privateSubnets: ["192.168.4.176/28", "192.168.4.192/28"],
    });
  });

  it("N2: keeps given subnets", () => {
    const given = {
      publicSubnets: ["10.0.100.0/24", "10.0.101.0/24"],
      privateSubnets: ["10.0.0.0/20", "10.0.16.0/20"],
    };
    expect(subnetLayout({ cidr: "10.0.0.0/16", ...given }, 2)).toEqual(given);
  });

  it.each([2, 3, 4, 5])("N2: has room for %i zones in the smallest VPC", (zones) => {
    expect(() =>
      environment({ ...MINIMAL, regions: [{ name: "us-east-1", cidr: "10.0.0.0/24" }], network: { zones } }),
    ).not.toThrow();
  });
});

describe("the endpoints that enabled features need", () => {
  const services = (exec: boolean) => environment({ ...MINIMAL, services: { web: { route: {}, exec } } });

  it("N4: holds those every task needs", () => {
    expect(requiredEndpoints(services(false))).toEqual(
      expect.arrayContaining(["ecr.api", "ecr.dkr", "logs", "secretsmanager"]),
    );
    expect(requiredEndpoints(services(false))).not.toContain("ssmmessages");
  });

  it("N4: adds those of ECS Exec where a service has it", () => {
    expect(requiredEndpoints(services(true))).toEqual(expect.arrayContaining(["ssmmessages", "kms"]));
  });
});
