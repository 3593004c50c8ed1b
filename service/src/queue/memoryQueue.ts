import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { maxBatch, type Queue, type ReceivedMessage } from "./queue.js";

export interface MemoryQueueOptions {
  /** Time in ms after which a message that was received and not deleted is delivered again. */
  readonly visibilityTimeoutMs: number;
  /** Longest time in ms that `receive` waits for a message. */
  readonly waitMs: number;
}

const pollIntervalMs = 25;

/** A queue in this process, which ends with it: for development, and for tests. */
export function createMemoryQueue({ visibilityTimeoutMs, waitMs }: MemoryQueueOptions): Queue {
  let visible: string[] = [];
  const inFlight = new Map<string, { body: string; until: number }>();

  const take = (): ReceivedMessage[] => {
    const now = performance.now();
    for (const [receipt, { body, until }] of inFlight) {
      if (until > now) continue;
      inFlight.delete(receipt);
      visible.push(body);
    }
    const taken = visible.slice(0, maxBatch);
    visible = visible.slice(maxBatch);
    return taken.map((body) => {
      const receipt = randomUUID();
      inFlight.set(receipt, { body, until: now + visibilityTimeoutMs });
      return { body, receipt };
    });
  };

  return {
    send: (messages) => {
      visible.push(...messages.map(({ body }) => body));
      return Promise.resolve(messages.map(({ id }) => id));
    },
    receive: async (signal) => {
      const end = performance.now() + waitMs;
      for (;;) {
        const taken = take();
        if (taken.length > 0 || performance.now() >= end || signal.aborted) return taken;
        await sleep(pollIntervalMs, undefined, { signal }).catch(() => undefined);
      }
    },
    delete: (receipts) => {
      for (const receipt of receipts) inFlight.delete(receipt);
      return Promise.resolve();
    },
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
