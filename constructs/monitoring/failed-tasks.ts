import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { Thresholds } from "../../environments/config/monitoring";
import { arn, type Location } from "../location";
import { boundedName } from "../naming";
import type { AlarmSpec } from "./alarm";
import { logGroup } from "./log-group";
import { metricsOf } from "./metric";

export interface FailedTasksProps {
  readonly at: Location;
  readonly clusterName: string;
  /** Key that encrypts the log group, and how long records are kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

export function failedTasksLog({ prefix }: Location): string {
  return `/aws/events/${prefix}/failed-tasks`;
}

function ruleName({ prefix }: Location): string {
  return boundedName(`${prefix}-failed-tasks`, "eventRule");
}

/**
 * Tasks that ended with an error or did not start. ECS starts the next one at once, which may end the same way, so
 * each event is a record in a log, which `LogWriters` lets EventBridge write, and not a notice:
 * {@link failedTasksAlarm} makes one notice of many.
 *
 * Tasks that ECS stops itself (a deployment, scaling, Spot capacity that is taken back) have another stop code.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export class FailedTasks extends Construct {
  constructor(scope: Construct, id: string, { at, clusterName, ...log }: FailedTasksProps) {
    super(scope, id);
    const name = failedTasksLog(at);
    const group = logGroup(this, "log", { name, keyArn: log.logKeyArn, retentionDays: log.logRetentionDays });
    const rule = new CloudwatchEventRule(this, "Default", {
      name: ruleName(at),
      description: "Tasks that ended with an error or did not start",
      eventPattern: JSON.stringify({
        source: ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        detail: {
          clusterArn: [arn(at, "ecs", `cluster/${clusterName}`)],
          lastStatus: ["STOPPED"],
          $or: [
            { stopCode: ["TaskFailedToStart"] },
            { stopCode: ["EssentialContainerExited"], containers: { exitCode: [{ "anything-but": [0] }] } },
          ],
        },
      }),
    });
    new CloudwatchEventTarget(this, "record", {
      rule: rule.name,
      targetId: "log",
      arn: group.arn,
    });
  }
}

/**
 * Counts what the rule of {@link FailedTasks} found.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function failedTasksAlarm(at: Location, { service: { failedTasks } }: Thresholds): AlarmSpec {
  return {
    id: "failed-tasks",
    runbook: "failed-tasks",
    advice: `At least ${failedTasks} tasks ended with an error or did not start within 15 minutes. The saved query "failed tasks" says which and why.`,
    signal: metricsOf("AWS/Events", { RuleName: ruleName(at) })("TriggeredRules", "Sum"),
    when: { is: ">=", threshold: failedTasks, periodSeconds: 900 },
    missing: "notBreaching",
    group: "service",
  };
}
