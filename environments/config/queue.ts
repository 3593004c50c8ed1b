import { refuse, rule, section, whole } from "./values";

/**
 * A queue between services, with a queue for messages that can not be processed.
 * Limits: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export const queue = section({
  visibilityTimeoutSeconds: whole(0, 43_200)
    .default(60)
    .describe("How long a received message is hidden from others; longer than its processing takes."),
  retentionDays: whole(1, 14).default(4).describe("How long a message waits to be received, in days."),
  maxReceives: whole(1, 1000)
    .default(5)
    .describe("A message received this often without being deleted goes to the dead-letter queue."),
  deadLetterRetentionDays: whole(1, 14)
    .default(14)
    .describe("How long a dead letter is kept, in days, counted from when it was first sent."),
}).check(
  rule(["retentionDays", "deadLetterRetentionDays"], (payload) => {
    const { retentionDays, deadLetterRetentionDays } = payload.value;
    if (deadLetterRetentionDays >= retentionDays) return;
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    const message = `must be at least retentionDays (${retentionDays}): a message keeps its age when it is moved`;
    refuse(payload, ["deadLetterRetentionDays"], message);
  }),
);
