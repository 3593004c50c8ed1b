import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stores } from "../../test/stores.js";
import type { KeyValueStore } from "./keyValueStore.js";

describe.each(stores)("key-value store: $name", ({ available, open }) => {
  describe.runIf(available)("when it runs", () => {
    let store: KeyValueStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it("has nothing under a key that was never set", async () => {
      expect(await store.get(randomUUID())).toBeUndefined();
    });

    it("keeps text as it is", async () => {
      const key = randomUUID();
      await store.set(key, "ä 😀\n\0", 60);
      expect(await store.get(key)).toBe("ä 😀\n\0");
    });

    it("forgets a value after its time", async () => {
      const key = randomUUID();
      await store.set(key, "value", 1);
      expect(await store.get(key)).toBe("value");
      await sleep(1100);
      expect(await store.get(key)).toBeUndefined();
    });

    it("extends the time of a value that is touched", async () => {
      const key = randomUUID();
      await store.set(key, "value", 1);
      await store.touch(key, 60);
      await sleep(1100);
      expect(await store.get(key)).toBe("value");
    });

    it("does not make a value by touching it", async () => {
      const key = randomUUID();
      await store.touch(key, 60);
      expect(await store.get(key)).toBeUndefined();
    });

    it("sets a value that is absent, and leaves one that is present", async () => {
      const key = randomUUID();
      await store.setIfAbsent(key, "first", 60);
      await store.setIfAbsent(key, "second", 60);
      expect(await store.get(key)).toBe("first");
    });

    it("deletes", async () => {
      const key = randomUUID();
      await store.set(key, "value", 60);
      await store.delete(key);
      expect(await store.get(key)).toBeUndefined();
    });

    it("counts hits within a window that the first one starts", async () => {
      const key = randomUUID();
      expect((await store.hit(key, 1)).count).toBe(1);
      await sleep(400);
      const second = await store.hit(key, 1);
      expect(second.count).toBe(2);
      expect(second.resetMs).toBeGreaterThan(0);
      expect(second.resetMs).toBeLessThanOrEqual(700);
      await sleep(700);
      expect((await store.hit(key, 1)).count).toBe(1);
    });

    it("counts every hit of many at the same time", async () => {
      const key = randomUUID();
      const hits = await Promise.all(Array.from({ length: 50 }, () => store.hit(key, 60)));
      expect(hits.map(({ count }) => count).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 50 }, (_, i) => i + 1),
      );
    });

    it("answers its check", async () => {
      await expect(store.check()).resolves.toBeUndefined();
    });
  });
});
