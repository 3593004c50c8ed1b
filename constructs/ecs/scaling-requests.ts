import type { Tracked } from "./service-scaling";

/**
 * Requests per task. AWS's predefined metric is the same but for the time in which nobody asks: it has no values then,
 * and a policy without data does not let the service get smaller.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html,
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function requestsPerTask(loadBalancer: string, targetGroup: string): Tracked {
  const dimensions = { LoadBalancer: loadBalancer, TargetGroup: targetGroup };
  return {
    customizedMetricSpecification: {
      metrics: [
        {
          id: "requests",
          metricStat: {
            metric: {
              namespace: "AWS/ApplicationELB",
              metricName: "RequestCountPerTarget",
              dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
            },
            stat: "Sum",
          },
          returnData: false,
        },
        {
          id: "perTask",
          label: "Requests per task and minute",
          expression: "FILL(requests, 0)",
          returnData: true,
        },
      ],
    },
  };
}
