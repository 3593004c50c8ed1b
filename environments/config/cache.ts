import { z } from "zod";
import { typeProblem } from "./instance-types";
import { refuse, rule, section, text, whole } from "./values";
import { dailyWindow, separateWindows, weeklyWindow } from "./windows";

/**
 * Redis on ElastiCache. Absent: none.
 * Limits: https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
 */
export const cache = section({
  version: z.enum(["7.0", "7.1"]).default("7.1").describe("Version of Redis."),
  nodeType: text(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, "a node type such as cache.t4g.small")
    .default("cache.t3.micro")
    .describe("Processor and memory of a node."),
  nodes: whole(1, 6)
    .default(2)
    .describe(
      "Nodes, each in another zone where there are enough; from 2 on, another takes over on failure.",
    ),
  parameters: z
    .record(text(/^[a-z][a-z0-9-]*$/, "a parameter name"), z.string())
    .default({})
    .describe("Parameters of Redis, such as maxmemory-policy."),
  snapshotRetentionDays: whole(0, 35)
    .default(7)
    .describe("How long daily snapshots are kept, in days; 0: none are taken."),
  snapshotWindow: dailyWindow.default("03:00-04:00").describe("When the daily snapshot is taken, in UTC."),
  maintenanceWindow: weeklyWindow
    .default("sun:05:00-sun:06:00")
    .describe("When AWS may upgrade and restart nodes, in UTC."),
  applyImmediately: z
    .boolean()
    .default(false)
    .describe("Whether changes are made at once, with an interruption, instead of in maintenanceWindow."),
  tokenRotationDays: whole(1, 1000).default(30).describe("Days between two rotations of the auth token."),
}).check(
  rule(["nodeType"], (payload) => {
    const message = typeProblem("cache", "Redis", payload.value.nodeType);
    if (message !== undefined) refuse(payload, ["nodeType"], message);
  }),
  separateWindows("snapshotWindow", { daily: 60, maintenance: 60 }),
);
