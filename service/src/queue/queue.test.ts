import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { queues } from "../../test/queues.js";
import type { Queue, ReceivedMessage } from "./queue.js";

const never = new AbortController().signal;

describe.each(queues)("queue: $name", ({ available, open }) => {
  describe.runIf(available)("when it runs", () => {
    let queue: Queue;
    beforeEach(async () => {
      queue = await open();
    });
    afterEach(() => queue.close());

    /** Everything that is delivered until nothing more comes. */
    async function receiveAll(count: number): Promise<ReceivedMessage[]> {
      const received: ReceivedMessage[] = [];
      while (received.length < count) received.push(...(await queue.receive(never)));
      return received;
    }

    it("delivers what was sent", async () => {
      const messages = Array.from({ length: 10 }, (_, index) => ({
        id: `id${String(index)}`,
        body: `ä${String(index)}`,
      }));
      expect((await queue.send(messages)).sort()).toEqual(messages.map(({ id }) => id).sort());
      const received = await receiveAll(10);
      expect(received.map(({ body }) => body).sort()).toEqual(messages.map(({ body }) => body).sort());
    });

    it("delivers a message again that is not deleted in time", async () => {
      await queue.send([{ id: "1", body: "again" }]);
      const [first] = await receiveAll(1);
      const [second] = await receiveAll(1);
      expect(second?.body).toBe(first?.body);
      expect(second?.receipt).not.toBe(first?.receipt);
    });

    it("does not deliver a message again that was deleted", async () => {
      await queue.send([{ id: "1", body: "once" }]);
      const received = await receiveAll(1);
      await queue.delete(received.map(({ receipt }) => receipt));
      await sleep(1200);
      await queue.send([{ id: "2", body: "next" }]);
      expect((await receiveAll(1)).map(({ body }) => body)).toEqual(["next"]);
    });

    it("wakes a receiver that waits", async () => {
      const waiting = queue.receive(never);
      await sleep(200);
      await queue.send([{ id: "1", body: "late" }]);
      expect((await waiting).map(({ body }) => body)).toEqual(["late"]);
    });

    it("lets a receiver go when it is told to stop", async () => {
      const stop = new AbortController();
      const waiting = queue.receive(stop.signal);
      await sleep(100);
      const started = performance.now();
      stop.abort();
      expect(await waiting).toEqual([]);
      expect(performance.now() - started).toBeLessThan(1000);
    });

    it("deletes nothing without complaint, and answers its check", async () => {
      await expect(queue.delete([])).resolves.toBeUndefined();
      await expect(queue.check()).resolves.toBeUndefined();
    });
  });
});
