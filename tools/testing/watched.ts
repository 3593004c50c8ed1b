import type { EnvironmentInput } from "../../environments/config/schema";
import { MINIMAL, synthesize } from "./synthesize";
import type { Synthesized, SynthesizedStack } from "./synthesized-stack";

/** An environment with one of everything that is watched. */
export const FULL: EnvironmentInput = {
  ...MINIMAL,
  services: {
    web: { route: {}, queue: "send", metrics: ["requests", "database", "cache", "sending"] },
    api: { route: { paths: ["/api/*"] }, metrics: ["requests", "database", "cache"] },
    worker: { command: ["worker"], queue: "receive", metrics: ["database", "receiving"] },
  },
  database: { engine: "postgres", instanceClass: "db.t4g.medium", storage: { sizeGiB: 100 } },
  cache: {},
  queue: {},
  backup: {},
};

/** Environments that are watched in different ways: `full`, `few`, `aurora`, `large`, `plain`. */
export function synthesizeWatched() {
  return synthesize({
    full: FULL,
    few: { ...FULL, monitoring: { alarms: "essential" } },
    aurora: {
      ...MINIMAL,
      database: {
        engine: "aurora-mysql",
        instanceClass: "db.serverless",
        serverless: { maxAcu: 4 },
        proxy: true,
        readers: 2,
      },
    },
    large: {
      ...MINIMAL,
      database: { engine: "aurora-postgresql", instanceClass: "db.r6g.large", readers: 0 },
    },
    plain: {
      ...MINIMAL,
      services: { web: { route: {}, metrics: ["requests"] } },
      network: { nat: "none" },
      firewall: { enabled: false },
    },
  });
}

/** Alarms of one kind, by name. */
export function named(stack: SynthesizedStack, type: string): Map<string, Synthesized> {
  return new Map(stack.all(type).map((one) => [String(one["alarm_name"]), one]));
}

/** The alarm of an id, of the environment whose monitoring a stack is. */
export function alarm(stack: SynthesizedStack, id: string): Synthesized {
  const name = `webapp-${stack.id.split("-")[0] ?? ""}-${id}`;
  const found = named(stack, "aws_cloudwatch_metric_alarm").get(name);
  if (found === undefined) throw new Error(`${stack.id} has no alarm ${name}`);
  return found;
}

/** Ids of all alarms on metrics. */
export function alarmIds(stack: SynthesizedStack): string[] {
  return [...named(stack, "aws_cloudwatch_metric_alarm").keys()].map((name) =>
    name.replace(/^webapp-[a-z]+-/, ""),
  );
}

/** The expression of an alarm, then the metrics it is computed from. */
export function queries(one: Synthesized) {
  return one["metric_query"] as { id: string; expression?: string; metric?: Record<string, unknown> }[];
}
