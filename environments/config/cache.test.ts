import { describe, expect, it } from "vitest";
import { problemsOf } from "../../tools/testing/problems";
import { environment, MINIMAL } from "../../tools/testing/synthesize";

describe("the cache of an environment", () => {
  it("R1: has a second node and snapshots where nothing else is said", () => {
    expect(environment({ ...MINIMAL, cache: {} }).cache).toMatchObject({
      nodeType: "cache.t3.micro",
      nodes: 2,
      snapshotRetentionDays: 7,
      tokenRotationDays: 30,
    });
  });

  // prettier-ignore
  it.each([
    ["a version that is not offered", { version: "5.0" }, "cache.version: "],
    ["an instance class of RDS", { nodeType: "db.t3.micro" }, "cache.nodeType: must be a node type such as cache.t4g.small"],
    ["no node", { nodes: 0 }, "cache.nodes: must be a whole number from 1 to 6"],
    ["more nodes than a shard holds", { nodes: 7 }, "cache.nodes: must be a whole number from 1 to 6"],
    ["snapshots kept too long", { snapshotRetentionDays: 36 }, "cache.snapshotRetentionDays: must be a whole number from 0 to 35"],
    ["a snapshot window that is too short", { snapshotWindow: "03:00-03:59" }, "cache.snapshotWindow: must last at least 60 minutes"],
    ["windows that overlap", { maintenanceWindow: "sun:03:30-sun:04:30" }, "cache.maintenanceWindow: must not overlap snapshotWindow (03:00-04:00, every day)"],
    ["a token that never rotates", { tokenRotationDays: 0 }, "cache.tokenRotationDays: must be a whole number from 1 to 1000"],
    ["a token in the configuration", { authToken: "secret" }, 'cache: unknown "authToken"'],
  ])("R1: refuses %s", (_title, cache, problem) => {
    expect(problemsOf({ cache })).toEqual([expect.stringContaining(problem)]);
  });
});
