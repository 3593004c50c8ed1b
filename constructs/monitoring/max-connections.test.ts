import { describe, expect, it } from "vitest";
import { type ConnectionLimit, classMemoryGiB, maxConnections } from "./max-connections";

const limit = (fields: Partial<ConnectionLimit>): ConnectionLimit => ({
  engine: "postgres",
  instanceClass: "db.t4g.medium",
  parameters: {},
  ...fields,
});

describe("the connections that a database admits", () => {
  // prettier-ignore
  it.each([
    ["db.t4g.micro", 1], ["db.t4g.small", 2], ["db.t4g.medium", 4], ["db.m6g.large", 8], ["db.r6g.large", 16],
    ["db.r6g.4xlarge", 128], ["db.c6gd.xlarge", 8], ["db.x2g.large", 32], ["db.z1d.large", 16],
  ])("M2: %s has %d GiB of memory", (instanceClass, memory) => {
    expect(classMemoryGiB(instanceClass)).toBe(memory);
  });

  it.each(["db.serverless", "db.x2iedn.xlarge", "db.r6g.metal"])(
    "M2: the memory of %s is not known",
    (name) => {
      expect(classMemoryGiB(name)).toBeUndefined();
    },
  );

  it("M2: are a little less than the engine's formula says for the class's whole memory", () => {
    const share = (fields: Partial<ConnectionLimit>, whole: number) =>
      (maxConnections(limit(fields)) ?? 0) / whole;

    for (const ratio of [
      share({}, (4 * 1024 ** 3) / 9_531_392),
      share({ engine: "mysql" }, (4 * 1024 ** 3) / 12_582_880),
      share({ engine: "aurora-postgresql", instanceClass: "db.r6g.large" }, (16 * 1024 ** 3) / 9_531_392),
      share({ engine: "aurora-mysql", instanceClass: "db.r6g.large" }, 1000),
      share({ engine: "aurora-mysql", instanceClass: "db.r6g.2xlarge" }, 3000),
    ]) {
      expect(ratio).toBeGreaterThan(0.8);
      expect(ratio).toBeLessThan(1.02);
    }
  });

  it("M2: are at most 5000 for PostgreSQL by default", () => {
    expect(maxConnections(limit({ instanceClass: "db.r6g.16xlarge" }))).toBe(5000);
  });

  it("M2: are what the parameter says, where it is set", () => {
    expect(maxConnections(limit({ parameters: { max_connections: "200" } }))).toBe(200);
    expect(
      maxConnections(limit({ parameters: { max_connections: "LEAST({DBInstanceClassMemory/1}, 9)" } })),
    ).toBe(maxConnections(limit({})));
  });

  it("M2: follow the highest capacity of Aurora Serverless, and are capped where it goes down to half a unit", () => {
    const serverless = (engine: ConnectionLimit["engine"], minAcu: number) =>
      maxConnections(limit({ engine, instanceClass: "db.serverless", serverless: { minAcu, maxAcu: 64 } }));

    expect(serverless("aurora-postgresql", 0.5)).toBe(2000);
    expect(serverless("aurora-postgresql", 1)).toBe(5000);
    expect(serverless("aurora-mysql", 0.5)).toBeGreaterThan(2000);
  });

  it("M2: can not be told for a class that is not known", () => {
    expect(maxConnections(limit({ instanceClass: "db.x2iedn.xlarge" }))).toBeUndefined();
  });
});
