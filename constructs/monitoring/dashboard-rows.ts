import { canaryMetrics } from "./canary";
import { firewallMetrics } from "./edge-alarms";
import type { Row } from "./grid";
import { loadBalancerMetrics, targetMetrics } from "./load-balancer-alarms";
import type { Monitored } from "./monitored";
import { serviceMetrics } from "./service-alarms";
import { metricsOf } from "./metric";
import { graph, type Line, text, type Widget } from "./widgets";

export const GRAPH_HEIGHT = 6;

/** Rows of one part of the platform: a heading, and its graphs. */
export function section(title: string, graphs: readonly Widget[]): Row<Widget>[] {
  if (graphs.length === 0) return [];
  return [
    { height: 1, widgets: [text(`## ${title}`)] },
    { height: GRAPH_HEIGHT, widgets: graphs },
  ];
}

/** Are users hurt? */
export function userRows(monitored: Monitored): Row<Widget>[] {
  const { at, loadBalancer, thresholds, canaryMinutes, firewall } = monitored;
  const { region } = at;
  const metric = loadBalancerMetrics(loadBalancer.arnSuffix);
  const answers = {
    elb: metric("HTTPCode_ELB_5XX_Count", "Sum"),
    target: metric("HTTPCode_Target_5XX_Count", "Sum"),
    requests: metric("RequestCount", "Sum"),
  };
  const rate = "100 * (FILL(elb, 0) + FILL(target, 0)) / requests";
  const percentile = (stat: "p50" | "p95" | "p99"): Line => ({
    label: stat,
    signal: metric("TargetResponseTime", stat),
  });
  const healthy = [...loadBalancer.targets].flatMap(([service, suffix]): Line[] => {
    const target = targetMetrics(loadBalancer.arnSuffix, suffix);
    return [
      { label: `${service} healthy`, signal: target("HealthyHostCount", "Minimum") },
      { label: `${service} unhealthy`, signal: target("UnHealthyHostCount", "Maximum") },
    ];
  });
  const graphs = [
    graph({
      title: "Requests a minute",
      region,
      lines: [{ label: "requests", signal: answers.requests }],
    }),
    graph({
      title: "Failed requests",
      region,
      unit: "percent",
      lines: [{ label: "5XX", signal: { expression: rate, label: "5XX", metrics: answers } }],
      limit: thresholds.loadBalancer.errorPercent,
    }),
    graph({
      title: "Response time",
      region,
      unit: "seconds",
      lines: [percentile("p50"), percentile("p95"), percentile("p99")],
      limit: thresholds.loadBalancer.responseSeconds,
    }),
    graph({ title: "Targets", region, lines: healthy }),
  ];
  if (canaryMinutes !== undefined) {
    graphs.push(
      graph({
        title: "Public URL, seen from outside",
        region,
        unit: "percent",
        periodSeconds: canaryMinutes * 60,
        lines: [{ label: "checks that succeed", signal: canaryMetrics(at)("SuccessPercent", "Average") }],
      }),
    );
  }
  if (firewall !== undefined) {
    const blocked = firewallMetrics(at, firewall);
    graphs.push(
      graph({
        title: "Firewall",
        region,
        lines: [
          { label: "allowed", signal: blocked("AllowedRequests", "Sum") },
          { label: "blocked", signal: blocked("BlockedRequests", "Sum") },
        ],
      }),
    );
  }
  return section("Are users hurt?", graphs);
}

/** Tasks: what they use, how many there are, what is being deployed. */
export function serviceRows({
  at,
  clusterName,
  services,
  containerInsights,
  thresholds,
}: Monitored): Row<Widget>[] {
  const { region } = at;
  const use = (name: string): Line[] =>
    services.map((service) => ({
      label: service.name,
      signal: serviceMetrics(clusterName, service.name)(name, "Average"),
    }));
  const graphs = [
    graph({
      title: "CPU",
      region,
      unit: "percent",
      lines: use("CPUUtilization"),
      limit: thresholds.service.cpuPercent,
    }),
    graph({
      title: "Memory",
      region,
      unit: "percent",
      lines: use("MemoryUtilization"),
      limit: thresholds.service.memoryPercent,
    }),
  ];
  if (containerInsights) {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    const counted = (name: string, what: string): Line[] =>
      services.map((service) => ({
        label: `${service.name} ${what}`,
        signal: metricsOf("ECS/ContainerInsights", { ClusterName: clusterName, ServiceName: service.name })(
          name,
          "Maximum",
        ),
      }));
    graphs.push(
      graph({
        title: "Tasks",
        region,
        lines: [...counted("RunningTaskCount", "running"), ...counted("DesiredTaskCount", "desired")],
      }),
      graph({
        title: "Deployments (2 while one is under way)",
        region,
        lines: [...counted("DeploymentCount", "deployments"), ...counted("PendingTaskCount", "pending")],
      }),
    );
  }
  return section("Tasks", graphs);
}
