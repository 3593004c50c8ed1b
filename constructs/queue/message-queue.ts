import { Construct } from "constructs";
import { arn, type Location } from "../location";
import { boundedName } from "../naming";
import { EncryptionKey } from "../security/encryption-key";
import type { Statement } from "../security/policy-document";
import { encryptedQueue } from "./encrypted-queue";

export interface MessageQueueProps {
  readonly at: Location;
  /** What the messages are; with the prefix it becomes the queue's name. Lower-case, hyphens. */
  readonly purpose: string;
  /** How long a received message is hidden from others, in seconds, 0–43200. */
  readonly visibilityTimeoutSeconds: number;
  /** How long a message waits to be received, in days, 1–14. */
  readonly retentionDays: number;
  /** A message received this often goes to the dead-letter queue, 1–1000. */
  readonly maxReceives: number;
  /** How long a dead letter is kept, in days, 1–14, counted from when it was first sent. */
  readonly deadLetterRetentionDays: number;
}

const DAY_SECONDS = 24 * 60 * 60;

/**
 * An SQS queue and the queue its undeliverable messages end in, both encrypted and reached over TLS only.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-best-practices.html
 */
export class MessageQueue extends Construct {
  readonly url: string;
  readonly arn: string;
  readonly name: string;
  readonly deadLetterUrl: string;
  readonly deadLetterName: string;
  private readonly keyArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MessageQueueProps,
  ) {
    super(scope, id);
    const { at, purpose } = props;
    const key = new EncryptionKey(this, "key", { at, purpose: "queue" });
    this.keyArn = key.arn;
    const name = boundedName(`${at.prefix}-${purpose}`, "queue");
    const deadLetters = encryptedQueue(this, "dead-letters", {
      at,
      keyArn: key.arn,
      name: boundedName(`${at.prefix}-${purpose}-dead`, "queue"),
      messageRetentionSeconds: props.deadLetterRetentionDays * DAY_SECONDS,
      redriveAllowPolicy: JSON.stringify({
        redrivePermission: "byQueue",
        sourceQueueArns: [arn(at, "sqs", name)],
      }),
    });
    const queue = encryptedQueue(this, "Default", {
      at,
      keyArn: key.arn,
      name,
      messageRetentionSeconds: props.retentionDays * DAY_SECONDS,
      visibilityTimeoutSeconds: props.visibilityTimeoutSeconds,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: deadLetters.arn,
        maxReceiveCount: props.maxReceives,
      }),
    });
    this.url = queue.url;
    this.arn = queue.arn;
    this.name = queue.name;
    this.deadLetterUrl = deadLetters.url;
    this.deadLetterName = deadLetters.name;
  }

  /** What a sender may do, its health check included. */
  get sendStatements(): readonly Statement[] {
    return [
      this.use("SendMessages", ["sqs:GetQueueAttributes", "sqs:SendMessage"]),
      // A sender needs to decrypt too: SQS reuses the data key it made before.
      this.useKey(["kms:Decrypt", "kms:GenerateDataKey"]),
    ];
  }

  /** What a receiver may do, its health check included. */
  get receiveStatements(): readonly Statement[] {
    return [
      this.use("ReceiveMessages", [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
      ]),
      this.useKey(["kms:Decrypt"]),
    ];
  }

  private use(sid: string, actions: readonly string[]): Statement {
    return { sid, actions, resources: [this.arn] };
  }

  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
  private useKey(actions: readonly string[]): Statement {
    return {
      sid: "QueueEncryption",
      actions,
      resources: [this.keyArn],
      conditions: { StringEquals: { "kms:ViaService": `sqs.${this.props.at.region}.amazonaws.com` } },
    };
  }
}
