import type { ScalableService, Tracked } from "./service-scaling";

const PERIOD_SECONDS = 60;

/** One metric of an expression, in the shape that alarms take it in; policies nest it deeper. */
interface Source {
  readonly id: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
}

/** Messages that wait, and tasks that run. Container Insights counts the tasks, so it has to be on. */
function sources({ clusterName, serviceName }: ScalableService, queueName: string): Source[] {
  return [
    {
      id: "waiting",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queueName },
      stat: "Maximum",
    },
    {
      id: "running",
      namespace: "ECS/ContainerInsights",
      metricName: "RunningTaskCount",
      dimensions: { ClusterName: clusterName, ServiceName: serviceName },
      stat: "Average",
    },
  ];
}

/**
 * Waiting messages per running task; all of them where no task runs.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
 */
export function backlogPerTask(service: ScalableService, queueName: string): Tracked {
  return {
    customizedMetricSpecification: {
      metrics: [
        ...sources(service, queueName).map(({ id, namespace, metricName, dimensions, stat }) => ({
          id,
          metricStat: {
            metric: {
              namespace,
              metricName,
              dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
            },
            stat,
          },
          returnData: false,
        })),
        {
          id: "backlog",
          label: "Waiting messages per running task",
          expression: "waiting / IF(FILL(running, 0) > 1, running, 1)",
          returnData: true,
        },
      ],
    },
  };
}

/** Goes off when messages wait and no task runs: nothing else would start the first one for sure. */
export function unattendedAlarm(service: ScalableService, queueName: string) {
  return {
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    evaluationPeriods: 1,
    metricQuery: [
      ...sources(service, queueName).map(({ id, ...metric }) => ({
        id,
        metric: { ...metric, period: PERIOD_SECONDS },
      })),
      {
        id: "unattended",
        label: "Messages that wait while no task runs",
        expression: "IF(FILL(running, 0) < 1, waiting, 0)",
        returnData: true,
      },
    ],
  };
}
