export interface Message {
  readonly id: string;
  readonly body: string;
}

export interface ReceivedMessage {
  readonly body: string;
  /** Names this delivery of the message; needed to delete it. */
  readonly receipt: string;
}

/**
 * A queue that delivers at least once, in no order: a message that is not deleted in time is delivered again.
 * Every operation may reject; then it may or may not have happened.
 */
export interface Queue {
  /** Sends up to {@link maxBatch} messages; resolves with the ids of those that were accepted. */
  send(messages: readonly Message[]): Promise<string[]>;
  /** Up to {@link maxBatch} messages; waits a while for the first. Resolves empty when the signal aborts. */
  receive(signal: AbortSignal): Promise<ReceivedMessage[]>;
  delete(receipts: readonly string[]): Promise<void>;
  check(): Promise<void>;
  close(): Promise<void>;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const maxBatch = 10;
