import type { z } from "zod";
import { backlog, requests, type scaling } from "./scaling";
import { refuse, rule } from "./values";

type Scaling = z.output<typeof scaling>;

/** What the rules and the choice of policies look at. */
export interface Scaled {
  readonly min: number;
  readonly max: number;
  readonly queue: string;
  readonly route?: object | undefined;
  readonly scaling: Pick<Scaling, "requests" | "backlog"> & {
    readonly schedules: readonly Readonly<Scaling["schedules"][number]>[];
    readonly predictive?: object | undefined;
  };
}

/** How a service is scaled by requests; undefined where they do not count. */
export function requestScaling({ route, scaling: { requests: given } }: Scaled) {
  const chosen = given ?? requests.parse({ enabled: route !== undefined });
  return chosen.enabled ? chosen : undefined;
}

/** How a service is scaled by waiting messages; undefined where they do not count. */
export function backlogScaling({ queue, scaling: { backlog: given } }: Scaled) {
  const chosen = given ?? backlog.parse({ enabled: queue === "receive" });
  return chosen.enabled ? chosen : undefined;
}

/** Whether bounds ever let the service go to no task and come back: only waiting messages bring it back. */
export function restsAtZero(service: Scaled): boolean {
  return allBounds(service).some(({ min, max }) => min === 0 && max > 0);
}

/** Scaling together with the rest of the service. One rule, so that none of its problems hides another. */
export const scalingAgrees = rule<Scaled>(["min", "max", "route", "queue", "scaling"], (payload) => {
  const service = payload.value;
  const { min, max, route, queue, scaling: given } = service;
  const routed = route !== undefined;
  const receives = queue === "receive";
  if (given.requests?.enabled === true && !routed) {
    const message = "must be absent for a service without a route: it gets no requests";
    refuse(payload, ["scaling", "requests"], message);
  }
  if (given.backlog?.enabled === true && !receives) {
    refuse(payload, ["scaling", "backlog"], "must be absent for a service that receives no messages");
  }
  if (given.predictive !== undefined && !routed && !receives) {
    const message = "must be absent for a service that gets neither requests nor messages";
    refuse(payload, ["scaling", "predictive"], message);
  }
  const wakes = backlogScaling(service) !== undefined;
  if (min === 0 && max > 0 && !wakes) refuse(payload, ["min"], `must be at least 1: ${NEVER_BACK}`);
  for (const { path, message } of scheduleProblems(service, wakes)) {
    refuse(payload, ["scaling", "schedules", ...path], message);
  }
});

const NEVER_BACK = "without tasks there are no metrics that bring a task back";

/** The service's own bounds, and those of its schedules in their order. */
function allBounds({ min, max, scaling: { schedules } }: Scaled) {
  return [{ min, max }, ...schedules.map((one) => ({ min: one.min ?? min, max: one.max ?? max }))];
}

function scheduleProblems(service: Scaled, wakes: boolean) {
  const [, ...bounds] = allBounds(service);
  const comesBack = bounds.some((one) => one.max > 0);
  return bounds.flatMap((one, index): { path: (string | number)[]; message: string }[] => {
    if (one.min > one.max) {
      return [{ path: [index], message: `must have min <= max (${one.min} <= ${one.max})` }];
    }
    if (one.max === 0 && !comesBack) {
      const message = "must be followed by a schedule that brings the service back: all have max 0";
      return [{ path: [index, "max"], message }];
    }
    if (one.min > 0 || one.max === 0 || wakes) return [];
    return [{ path: [index, "min"], message: `must be at least 1, or max 0: ${NEVER_BACK}` }];
  });
}

/** What the rule about counted tasks looks at. */
interface Counted {
  readonly services: Readonly<Record<string, Scaled>>;
  readonly cluster: { readonly containerInsights: string };
}

/** Backlog per task and forecasts count running tasks, which only Container Insights does. */
export const runningTasksAreCounted = rule<Counted>(["services", "cluster"], (payload) => {
  const { services, cluster } = payload.value;
  if (cluster.containerInsights !== "disabled") return;
  const needs = Object.entries(services)
    .filter(([, one]) => backlogScaling(one) !== undefined || one.scaling.predictive !== undefined)
    .map(([name]) => name);
  if (needs.length === 0) return;
  const message = `must be enabled or enhanced: scaling ${needs.join(", ")} by backlog or forecast counts running tasks`;
  refuse(payload, ["cluster", "containerInsights"], message);
});
