import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { maxBatch, type Queue } from "./queue.js";

/** Longest possible long poll: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const waitSeconds = 20;
const connectionTimeoutMs = 2000;
const requestTimeoutMs = 5000;

export interface SqsQueueOptions {
  readonly url: URL;
  readonly region: string;
  /** Time in seconds that a received message is hidden: the receiver knows how long it takes, the queue does not. */
  readonly visibilityTimeoutSeconds: number;
}

/** Amazon SQS; credentials and endpoint come from the environment, as the AWS SDK defines. */
export function createSqsQueue({ url, region, visibilityTimeoutSeconds }: SqsQueueOptions): Queue {
  const QueueUrl = url.href;
  // Without this the host in the queue's URL would win over AWS_ENDPOINT_URL.
  const options = { region, maxAttempts: 2, useQueueUrlAsEndpoint: false };
  const timeouts = { connectionTimeout: connectionTimeoutMs, throwOnRequestTimeout: true };
  const client = new SQSClient({
    ...options,
    requestHandler: { ...timeouts, requestTimeout: requestTimeoutMs },
  });
  // A long poll takes its time; it has a client, and so connections, of its own.
  const pollTimeout = waitSeconds * 1000 + requestTimeoutMs;
  const poller = new SQSClient({ ...options, requestHandler: { ...timeouts, requestTimeout: pollTimeout } });

  return {
    send: async (messages) => {
      const Entries = messages.map(({ body }, index) => ({ Id: String(index), MessageBody: body }));
      const { Successful = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      return Successful.flatMap(({ Id }) => messages[Number(Id)]?.id ?? []);
    },
    receive: async (signal) => {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: maxBatch,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: visibilityTimeoutSeconds,
      });
      try {
        const { Messages = [] } = await poller.send(command, { abortSignal: signal });
        return Messages.map(({ Body = "", ReceiptHandle = "" }) => ({ body: Body, receipt: ReceiptHandle }));
      } catch (error) {
        if (signal.aborted) return [];
        throw error;
      }
    },
    delete: async (receipts) => {
      const Entries = receipts.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      if (Entries.length > 0) await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    },
    check: async () => {
      await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
    },
    close: () => {
      client.destroy();
      poller.destroy();
      return Promise.resolve();
    },
  };
}
