import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { container, variables } from "../tools/testing/containers";
import { environment, MINIMAL, synthesize } from "../tools/testing/synthesize";
import { connectionShare, databaseConnections } from "./connection-share";

const input = (
  database: NonNullable<EnvironmentInput["database"]>,
  [web, worker]: readonly [number, number],
): EnvironmentInput => ({
  ...MINIMAL,
  database,
  services: { web: { route: {}, max: web }, worker: { max: worker } },
});

describe("the share of the database's connections that a process gets", () => {
  it.each([
    ["db.t4g.micro", [3, 3]],
    ["db.t4g.micro", [10, 3]],
    ["db.r6g.large", [60, 60]],
  ] as const)("D6: on %s lets %j tasks find room, all of them twice", (instanceClass, tasks) => {
    const given = environment(input({ engine: "postgres", instanceClass }, tasks));
    const most = given.database && databaseConnections(given.database);
    const processes = 2 * (tasks[0] + tasks[1]);
    expect((connectionShare(given) ?? Number.NaN) * processes).toBeLessThan(most ?? 0);
  });

  it("D6: is given to the processes", () => {
    const given = input({ engine: "postgres", instanceClass: "db.t4g.micro" }, [10, 3]);
    const stack = synthesize({ test: given }).get("test-us-east-1-service");
    const share = String(connectionShare(environment(given)));
    expect(share).toBe("2");
    for (const name of ["web", "worker"])
      expect(variables(container(stack, name))["DB_POOL_MAX"]).toBe(share);
  });

  it.each([
    ["a proxy shares connections out", { engine: "postgres", proxy: true }],
    ["the limit of a class is not known", { engine: "postgres", instanceClass: "db.x2iedn.xlarge" }],
  ] as const)("D6: is left to the application where %s", (_why, database) => {
    expect(connectionShare(environment(input(database, [3, 3])))).toBeUndefined();
  });
});
