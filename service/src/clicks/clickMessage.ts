import * as z from "zod";

/** Links in one message: about 10 kB, far below the size limit of a message. */
export const maxLinksPerMessage = 500;

const schema = z.object({
  id: z.uuid(),
  clicks: z.record(z.string().min(1).max(16), z.int().min(1).max(Number.MAX_SAFE_INTEGER)),
});

/** Clicks that one process saw within a short time. */
export interface ClickMessage {
  /**
   * Given by the sender and kept when sending is repeated. The queue's own message id would not do: a send whose
   * answer was lost is repeated, and the queue then holds the message twice, under two ids.
   */
  readonly id: string;
  /** Number of clicks by the code of the link. */
  readonly clicks: Readonly<Record<string, number>>;
}

export function encodeClicks(message: ClickMessage): string {
  return JSON.stringify(message);
}

/** The message; `undefined` when the text is none. */
export function decodeClicks(body: string): ClickMessage | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
