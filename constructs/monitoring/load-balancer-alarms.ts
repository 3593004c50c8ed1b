import type { Thresholds } from "../../environments/config/monitoring";
import type { AlarmSpec } from "./alarm";
import type { Monitored } from "./monitored";
import { type Metric, metricsOf, total } from "./metric";

/** Metrics of a load balancer: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
export function loadBalancerMetrics(arnSuffix: string) {
  return metricsOf("AWS/ApplicationELB", { LoadBalancer: arnSuffix });
}

/** Answers of a load balancer that has no task to ask: what users get while a schedule has taken all of them away. */
export function asleep({ arnSuffix, sleeps }: Monitored["loadBalancer"]): Metric | undefined {
  return sleeps ? loadBalancerMetrics(arnSuffix)("HTTPCode_ELB_503_Count", "Sum") : undefined;
}

/** Metrics of the targets of one service behind a load balancer. */
export function targetMetrics(arnSuffix: string, targetGroupArnSuffix: string) {
  return metricsOf("AWS/ApplicationELB", { LoadBalancer: arnSuffix, TargetGroup: targetGroupArnSuffix });
}

/**
 * What users get: errors and waiting. A metric of errors has values only while there are errors, so the two kinds
 * (of the load balancer, of the targets) are added as 0 where they are missing.
 *
 * Where a schedule takes all tasks away, the load balancer answers 503 to whoever comes by, as it should: those do not
 * count then. That tasks are missing by day is told by their deployments and failures.
 *
 * Waiting is watched at the 95th percentile: an average of 1 s may be one request of twenty that takes 20 s, or all
 * of them a second, and it hides both behind cheap requests. A higher percentile would need more requests than a
 * quiet environment has.
 */
export function loadBalancerAlarms(
  loadBalancer: Monitored["loadBalancer"],
  { loadBalancer: limits }: Thresholds,
): AlarmSpec[] {
  const { arnSuffix, targets } = loadBalancer;
  const metric = loadBalancerMetrics(arnSuffix);
  const sleeping = asleep(loadBalancer);
  const answers = {
    elb: metric("HTTPCode_ELB_5XX_Count", "Sum"),
    target: metric("HTTPCode_Target_5XX_Count", "Sum"),
    ...(sleeping && { asleep: sleeping }),
  };
  const requests = metric("RequestCount", "Sum");
  const errors = `(FILL(elb, 0) ${sleeping ? "- FILL(asleep, 0) " : ""}+ FILL(target, 0))`;
  const common = { group: "users", missing: "notBreaching" } as const;
  return [
    {
      ...common,
      id: "load-balancer-errors",
      runbook: "load-balancer-errors",
      advice: `Users got more than ${limits.serverErrors} answers with status 5XX in 5 minutes. Find out which service they come from.`,
      signal: { expression: errors, label: "Answers 5XX", metrics: answers },
      when: { is: ">", threshold: limits.serverErrors, periodSeconds: 300 },
      essential: true,
    },
    {
      ...common,
      id: "error-rate",
      runbook: "error-rate",
      advice: `More than ${limits.errorPercent} % of all requests fail. Find out what changed: a deployment, the database, the load.`,
      signal: {
        expression: `IF(requests >= ${limits.minRequests}, 100 * ${errors} / requests, 0)`,
        label: "Failed requests in percent",
        metrics: { ...answers, requests },
      },
      when: { is: ">", threshold: limits.errorPercent, periodSeconds: 300 },
    },
    {
      ...common,
      id: "response-time",
      runbook: "response-time",
      advice: `One request of twenty takes longer than ${limits.responseSeconds} s. Compare the load with the CPU of tasks and database.`,
      signal: metric("TargetResponseTime", "p95"),
      when: { is: ">", threshold: limits.responseSeconds, periodSeconds: 60, of: 5, times: 3 },
    },
    ...unhealthyTargets(arnSuffix, [...targets.values()]),
  ];
}

/** One alarm over all services. The ones that deployments look at are in another stack, and may go before this one. */
function unhealthyTargets(arnSuffix: string, targetGroups: readonly string[]): AlarmSpec[] {
  const [first, ...others] = targetGroups.map((group) =>
    targetMetrics(arnSuffix, group)("UnHealthyHostCount", "Maximum"),
  );
  if (first === undefined) return [];
  return [
    {
      id: "unhealthy-targets",
      runbook: "unhealthy-targets",
      advice:
        "Tasks fail their health check and get no requests. The dashboard says of which service; read its log.",
      signal: total("Unhealthy targets", [first, ...others]),
      when: { is: ">", threshold: 0, periodSeconds: 60, of: 3 },
      missing: "notBreaching",
      group: "users",
      essential: true,
    },
  ];
}
