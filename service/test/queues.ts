import { randomUUID } from "node:crypto";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { inject } from "vitest";
import { createMemoryQueue } from "../src/queue/memoryQueue.js";
import type { Queue } from "../src/queue/queue.js";
import { createSqsQueue } from "../src/queue/sqsQueue.js";

const { emulator } = inject("servers");

export const region = "us-east-1";
export const sqsAvailable = emulator !== undefined;

/** What the AWS SDK needs to talk to the emulator. */
export const awsVariables = {
  AWS_ENDPOINT_URL: emulator?.url ?? "",
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
};

export async function createSqs(visibilityTimeoutSeconds: number): Promise<URL> {
  Object.assign(process.env, awsVariables);
  const client = new SQSClient({ region });
  const { QueueUrl = "" } = await client.send(
    new CreateQueueCommand({
      QueueName: randomUUID(),
      Attributes: { VisibilityTimeout: String(visibilityTimeoutSeconds) },
    }),
  );
  client.destroy();
  return new URL(QueueUrl);
}

export interface QueueBackend {
  readonly name: string;
  readonly available: boolean;
  /** A new queue that delivers a message again after a second. */
  readonly open: () => Promise<Queue>;
}

export const queues: readonly QueueBackend[] = [
  {
    name: "memory",
    available: true,
    open: () => Promise.resolve(createMemoryQueue({ visibilityTimeoutMs: 1000, waitMs: 5000 })),
  },
  {
    name: "SQS",
    available: sqsAvailable,
    open: async () => createSqsQueue({ url: await createSqs(300), region, visibilityTimeoutSeconds: 1 }),
  },
];
