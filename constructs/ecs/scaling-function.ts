import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group";
import { Construct } from "constructs";
import type { ScalingEvent } from "../../functions/scale-service/event";
import { NodeFunction } from "../functions/node-function";
import { arn, type Location } from "../location";
import { boundedName } from "../naming";
import { encryptedQueue } from "../queue/encrypted-queue";
import { EncryptionKey } from "../security/encryption-key";
import type { Statement } from "../security/policy-document";
import { ServiceRole } from "../security/service-role";

/** One service whose minimum is set by the function. */
export interface Forecast {
  readonly event: ScalingEvent;
  /** How often, in minutes. */
  readonly everyMinutes: number;
  /** ARN of the service's scalable target. */
  readonly targetArn: string;
}

export interface ScalingFunctionProps {
  readonly at: Location;
  readonly forecasts: readonly Forecast[];
  readonly reservedConcurrency?: number | undefined;
  readonly tracing: boolean;
  /** Key that encrypts the function's log, and how long that is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/** The metrics' dimensions are those of the service's own. */
const NAMESPACE = "WebApp/Scaling";

const DAY_SECONDS = 24 * 60 * 60;

/**
 * A function that is called on a schedule for each of some services, looks at what the same hour of past weeks needed,
 * and sets the service's minimum accordingly. What can not be delivered to it, or fails, lands in a queue: the next
 * call comes soon, so nothing is tried again.
 */
export class ScalingFunction extends Construct {
  readonly name: string;
  readonly deadLetterName: string;

  constructor(scope: Construct, id: string, props: ScalingFunctionProps) {
    super(scope, id);
    const { at, forecasts } = props;
    const key = new EncryptionKey(this, "key", { at, purpose: "scaling" });
    const queue = encryptedQueue(this, "dead-letters", {
      at,
      name: boundedName(`${at.prefix}-scale-service-dead`, "queue"),
      keyArn: key.arn,
      messageRetentionSeconds: 14 * DAY_SECONDS,
    });
    const send = sendStatements(queue.arn, key.arn);
    const run = new NodeFunction(this, "function", {
      at,
      directory: "scale-service",
      description: "Sets the fewest tasks of services by what past weeks needed",
      environment: { METRICS_NAMESPACE: NAMESPACE },
      keyArn: key.arn,
      timeoutSeconds: 60,
      statements: statements(at, forecasts),
      logKeyArn: props.logKeyArn,
      logRetentionDays: props.logRetentionDays,
      reservedConcurrency: props.reservedConcurrency,
      tracing: props.tracing,
      deadLetters: { queueArn: queue.arn, statements: send, maxAgeSeconds: 300, retries: 0 },
    });
    const groupName = `${at.prefix}-scaling`;
    const role = new ServiceRole(this, "schedule-role", {
      at,
      purpose: "scale-service-schedule",
      service: "scheduler.amazonaws.com",
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
      sourceArn: arn(at, "scheduler", `schedule-group/${groupName}`),
      statements: [{ sid: "Invoke", actions: ["lambda:InvokeFunction"], resources: [run.arn] }, ...send],
    });
    const group = new SchedulerScheduleGroup(this, "schedules", { name: groupName });
    for (const { event, everyMinutes } of forecasts) {
      new SchedulerSchedule(this, event.service, {
        name: `${at.prefix}-${event.service}`,
        groupName: group.name,
        description: `Sets the fewest tasks of ${event.service}`,
        scheduleExpression: `rate(${everyMinutes} ${everyMinutes === 1 ? "minute" : "minutes"})`,
        scheduleExpressionTimezone: event.timezone,
        flexibleTimeWindow: { mode: "OFF" },
        kmsKeyArn: key.arn,
        target: {
          arn: run.arn,
          roleArn: role.arn,
          input: JSON.stringify(event),
          retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 0 },
          deadLetterConfig: { arn: queue.arn },
        },
        dependsOn: [role.ready],
      });
    }
    this.name = run.name;
    this.deadLetterName = queue.name;
  }
}

function sendStatements(queueArn: string, keyArn: string): Statement[] {
  return [
    { sid: "DeadLetters", actions: ["sqs:SendMessage"], resources: [queueArn] },
    // Of the queue, of the schedule's input, and of the function's environment.
    { sid: "Encryption", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [keyArn] },
  ];
}

function statements(at: Location, forecasts: readonly Forecast[]): Statement[] {
  return [
    // Neither action knows a resource.
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
    { sid: "ReadMetrics", actions: ["cloudwatch:GetMetricData"], resources: ["*"] },
    {
      sid: "PublishMetrics",
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      conditions: { StringEquals: { "cloudwatch:namespace": NAMESPACE } },
    },
    {
      sid: "ReadBounds",
      actions: ["application-autoscaling:DescribeScalableTargets"],
      // This action knows no resource.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
      resources: ["*"],
    },
    {
      sid: "SetBounds",
      actions: ["application-autoscaling:RegisterScalableTarget"],
      resources: forecasts.map(({ targetArn }) => targetArn),
    },
    {
      // Application Auto Scaling asks whether its caller may do what it will do.
      // https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html
      sid: "Services",
      actions: ["ecs:DescribeServices", "ecs:UpdateService"],
      resources: forecasts.map(({ event }) => arn(at, "ecs", event.resourceId)),
    },
  ];
}
