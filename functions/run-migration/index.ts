import { setTimeout as pause } from "node:timers/promises";
// Both are part of the Lambda runtime.
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { ECS } from "@aws-sdk/client-ecs";
import { runner, type RunnerSettings } from "./runner";

export const handler = runner({
  ecs: new ECS(),
  logs: new CloudWatchLogs(),
  settings: JSON.parse(process.env["SETTINGS"] ?? "{}") as RunnerSettings,
  waitMs: Number(process.env["WAIT_SECONDS"]) * 1000,
  now: Date.now,
  pause,
});
