import { CloudwatchLogSubscriptionFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-subscription-filter";
import { Construct } from "constructs";
import { NodeFunction } from "../functions/node-function";
import { type Location, logGroupArn } from "../location";
import { encryptedQueue } from "../queue/encrypted-queue";
import { forwardingDeadLettersName } from "./names";

export interface LogForwarderProps {
  readonly at: Location;
  /** Name of the environment in the configuration. */
  readonly environment: string;
  /** Log groups by a short name, which must exist. */
  readonly logGroups: Readonly<Record<string, string>>;
  /** The delivery stream that records are sent to. */
  readonly stream: { readonly name: string; readonly arn: string };
  /** Key that encrypts the function's variables, the queue of what failed, and the stream. */
  readonly keyArn: string;
  /** Key that encrypts the function's log, and how long that is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Sends the lines of log groups on to a delivery stream, each as a record of its own: CloudWatch Logs sends batches,
 * which OpenSearch does not take. A batch that could not be sent in three calls and six hours is kept in a queue.
 * https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs.html
 */
export class LogForwarder extends Construct {
  constructor(scope: Construct, id: string, props: LogForwarderProps) {
    super(scope, id);
    const { at, keyArn, stream } = props;
    const queue = encryptedQueue(this, "dead-letters", {
      at,
      name: forwardingDeadLettersName(at),
      keyArn,
      messageRetentionSeconds: 14 * DAY_SECONDS,
    });
    const forward = new NodeFunction(this, "function", {
      at,
      directory: "forward-logs",
      description: "Sends each line of a log to the search domain's delivery stream",
      environment: { DELIVERY_STREAM: stream.name, ENVIRONMENT: props.environment },
      keyArn,
      timeoutSeconds: 60,
      statements: [
        { sid: "Forward", actions: ["firehose:PutRecordBatch"], resources: [stream.arn] },
        // Of the queue, of the stream, and of the function's variables.
        { sid: "Encryption", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [keyArn] },
      ],
      logKeyArn: props.logKeyArn,
      logRetentionDays: props.logRetentionDays,
      deadLetters: {
        queueArn: queue.arn,
        statements: [{ sid: "DeadLetters", actions: ["sqs:SendMessage"], resources: [queue.arn] }],
        maxAgeSeconds: 6 * 60 * 60,
        retries: 2,
      },
    });
    for (const [name, logGroupName] of Object.entries(props.logGroups)) {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
      const source = logGroupArn(at, logGroupName);
      const permission = forward.invokableBy(`${name}-permission`, "logs.amazonaws.com", source);
      new CloudwatchLogSubscriptionFilter(this, name, {
        name: "log-analytics",
        logGroupName,
        destinationArn: forward.arn,
        filterPattern: "",
        dependsOn: [permission],
      });
    }
  }
}
