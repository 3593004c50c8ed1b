import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { environment, MINIMAL } from "../../tools/testing/synthesize";
import { defaultBlock } from "./address-blocks";
import { overlaps, parseCidr } from "./cidr";
import { requiredEndpoints } from "./endpoints";
import { subnetLayout } from "./network";
import { ZONES } from "./zones";

describe("addresses", () => {
  it("N7: gives each environment and region a block of its own, which no place in a list moves", () => {
    const [east, west] = [{ name: "us-east-1" as const }, { name: "us-west-2" as const }];
    const block = (regions: (typeof east | typeof west)[], name?: string) =>
      Object.fromEntries(
        environment({ ...MINIMAL, stateRegion: "us-east-1", regions }, name).regions.map((one) => [
          one.name,
          one.cidr,
        ]),
      );
    const both = block([east, west]);
    expect(block([west, east])).toEqual(both);
    expect(block([west])["us-west-2"]).toBe(both["us-west-2"]);
    expect(new Set([...Object.values(both), ...Object.values(block([east, west], "other"))]).size).toBe(4);
  });

  it("N7: never gives two regions of an environment one block", () => {
    const all = Object.keys(ZONES);
    fc.assert(
      fc.property(fc.string(), fc.string(), (project, name) => {
        expect(new Set(all.map((region) => defaultBlock(project, name, region))).size).toBe(all.length);
      }),
    );
  });

  it("N7: keeps the blocks that environments have: a new region comes last in the table", () => {
    expect(defaultBlock("webapp", "dev", "us-east-1")).toBe("10.227.0.0/16");
    expect(defaultBlock("webapp", "dev", "me-south-1")).toBe("10.7.0.0/16");
  });

  it("N7: takes no block that is reserved", () => {
    const taken = ["10.0.0.0/15", "10.88.0.0/16", "10.96.0.0/12", "10.244.0.0/16"].map((one) =>
      parseCidr(one),
    );
    fc.assert(
      fc.property(fc.string(), fc.string(), (project, name) => {
        const chosen = parseCidr(defaultBlock(project, name, "us-east-1"));
        expect(chosen?.prefix).toBe(16);
        expect(taken.some((one) => one && chosen && overlaps(one, chosen))).toBe(false);
      }),
    );
  });

  it("N2: has two zones by default, public subnets .1 and .2, and an eighth of the VPC for each private one", () => {
    expect(environment(MINIMAL).network.zones).toBe(2);
    expect(subnetLayout({ cidr: "10.0.0.0/16" }, 2)).toEqual({
      publicSubnets: ["10.0.1.0/24", "10.0.2.0/24"],
      privateSubnets: ["10.0.32.0/19", "10.0.64.0/19"],
    });
  });

  it("N2: derives smaller subnets in a small VPC", () => {
    expect(subnetLayout({ cidr: "192.168.4.0/23" }, 2)).toEqual({
      publicSubnets: ["192.168.4.32/27", "192.168.5.128/27"],
      privateSubnets: ["192.168.4.64/26", "192.168.4.128/26"],
    });
  });

  it("N7: one more zone moves no subnet that is there", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 23 }), fc.integer({ min: 2, max: 4 }), (prefix, zones) => {
        const entry = { cidr: `10.8.0.0/${prefix}` };
        const [now, later] = [subnetLayout(entry, zones), subnetLayout(entry, zones + 1)];
        expect(later.publicSubnets.slice(0, zones)).toEqual(now.publicSubnets);
        expect(later.privateSubnets.slice(0, zones)).toEqual(now.privateSubnets);
      }),
    );
  });

  it("N2: keeps given subnets", () => {
    const given = {
      publicSubnets: ["10.0.100.0/24", "10.0.101.0/24"],
      privateSubnets: ["10.0.0.0/20", "10.0.16.0/20"],
    };
    expect(subnetLayout({ cidr: "10.0.0.0/16", ...given }, 2)).toEqual(given);
  });

  it.each([
    [2, 24],
    [3, 23],
    [4, 23],
    [5, 23],
  ])("N2: has room for %i zones in a /%i", (zones, prefix) => {
    const regions = [{ name: "us-east-1" as const, cidr: `10.0.0.0/${prefix}` }];
    expect(() => environment({ ...MINIMAL, regions, network: { zones } })).not.toThrow();
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
