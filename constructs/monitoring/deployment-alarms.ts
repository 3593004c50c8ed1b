import { Construct } from "constructs";
import type { Thresholds } from "../../environments/config/monitoring";
import type { Location } from "../location";
import { Alarm, type AlarmSpec } from "./alarm";
import { targetMetrics } from "./load-balancer-alarms";

export interface DeploymentAlarmsProps {
  readonly at: Location;
  /** Name of the service. */
  readonly service: string;
  readonly loadBalancerArnSuffix: string;
  readonly targetGroupArnSuffix: string;
  readonly thresholds: Thresholds;
  readonly runbookUrl: string;
}

/**
 * The alarms that a deployment of a service is rolled back on. They stand beside the service, because ECS has to find
 * them when it is made, and send no notices: a deployment that is taken back does, and what users feel at any other
 * time is watched over all services together.
 *
 * Errors are a share of the requests: a number that a quiet service never reaches is a busy one's background.
 *
 * Response times are not among them: a new version starts with cold caches, and would be taken back for that.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export class DeploymentAlarms extends Construct {
  readonly names: readonly string[];

  constructor(scope: Construct, id: string, props: DeploymentAlarmsProps) {
    super(scope, id);
    const { at, runbookUrl } = props;
    this.names = deploymentAlarms(props).map(
      (spec) => new Alarm(this, spec.runbook, { at, runbookUrl, ...spec }).name,
    );
  }
}

/** Ids of the alarms of one service, known before they exist. */
export function deploymentAlarmIds(service: string): readonly [string, string] {
  return [`service-${service}-unhealthy-targets`, `service-${service}-target-errors`];
}

function deploymentAlarms(props: DeploymentAlarmsProps): AlarmSpec[] {
  const { service, thresholds } = props;
  const metric = targetMetrics(props.loadBalancerArnSuffix, props.targetGroupArnSuffix);
  const { errorPercent, minErrors } = thresholds.deployment;
  const [unhealthy, errors] = deploymentAlarmIds(service);
  return [
    {
      id: unhealthy,
      runbook: "unhealthy-targets",
      advice: `Tasks of ${service} fail their health check. Read their log; a deployment that is under way is taken back.`,
      signal: metric("UnHealthyHostCount", "Maximum"),
      when: { is: ">", threshold: 0, periodSeconds: 60, of: 3 },
      missing: "notBreaching",
    },
    {
      id: errors,
      runbook: "target-errors",
      advice: `More than ${errorPercent} % of the answers of ${service} have status 5XX. A deployment that is under way is taken back.`,
      signal: {
        expression: `IF(errors >= ${minErrors}, 100 * errors / requests, 0)`,
        label: "Answers 5XX in percent",
        metrics: {
          errors: metric("HTTPCode_Target_5XX_Count", "Sum"),
          requests: metric("RequestCount", "Sum"),
        },
      },
      when: { is: ">", threshold: errorPercent, periodSeconds: 60, of: 3, times: 2 },
      missing: "notBreaching",
    },
  ];
}
