import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApplication, Visitor } from "../../test/application.js";
import { backends, openMigrated } from "../../test/databases.js";
import type { Database } from "../db/database.js";
import { prune } from "../db/prune.js";

describe.each(backends)("W5: a request for a new link with an Idempotency-Key: $name", (backend) => {
  describe.runIf(backend.available)("when it runs", () => {
    let database: Database;
    let application: Awaited<ReturnType<typeof startApplication>>;
    beforeAll(async () => {
      database = await openMigrated(backend);
      application = await startApplication({ database });
    });
    afterAll(async () => {
      await application.stop();
      await database.close();
    });
    const newVisitor = () => new Visitor(application.base);
    const url = "https://example.org/";
    const post = (visitor: Visitor, key: string, json: unknown = { url }) =>
      visitor.request("/api/links", { method: "POST", json, headers: { "Idempotency-Key": key } });
    const countOf = async (visitor: Visitor): Promise<number> =>
      ((await (await visitor.request("/api/links")).json()) as { links: unknown[] }).links.length;

    it("makes one link, and is answered alike, however often it is sent", async () => {
      const visitor = newVisitor();
      await visitor.create(url);
      const key = randomUUID();
      const first = await post(visitor, key);
      const again = await post(visitor, key);
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(await again.json()).toEqual(await first.json());
      expect(again.headers.get("location")).toBe(first.headers.get("location"));
      expect(await countOf(visitor)).toBe(2);
      expect((await post(visitor, randomUUID())).status).toBe(201);
      expect(await countOf(visitor)).toBe(3);
    });

    it("makes one link also when it is sent several times at once", async () => {
      const visitor = newVisitor();
      await visitor.create(url);
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 8 }, () => post(visitor, key)));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
      const codes = await Promise.all(
        answers.map(async (answer) => ((await answer.json()) as { code: string }).code),
      );
      expect(new Set(codes).size).toBe(1);
      expect(await countOf(visitor)).toBe(2);
    });

    it("is recognized from a client whose first answer, with its session, got lost", async () => {
      const key = randomUUID();
      const [first, again] = [newVisitor(), newVisitor()];
      const { code } = (await (await post(first, key)).json()) as { code: string };
      const repeated = await post(again, key);
      expect(repeated.status).toBe(201);
      expect(await repeated.json()).toMatchObject({ code });
      // Nor does whoever knows a key get the session of somebody else.
      expect(again.cookie).toBeUndefined();
      // With the session that it began, it is the same request still.
      expect(await (await post(first, key)).json()).toMatchObject({ code });
      expect(await countOf(first)).toBe(1);
    });

    it("is refused with the key of another request, and tells nothing of other visitors' keys", async () => {
      const [mine, yours] = [newVisitor(), newVisitor()];
      for (const visitor of [mine, yours]) await visitor.create(url);
      const key = randomUUID();
      const { code } = (await (await post(mine, key)).json()) as { code: string };
      expect((await post(mine, key, { url: "https://example.org/other" })).status).toBe(422);
      const theirs = await post(yours, key, { url: "https://example.org/other" });
      expect(theirs.status).toBe(201);
      expect(await theirs.json()).not.toMatchObject({ code });
    });

    it.each(["", "with space", "x".repeat(256)])("is refused with the key %j", async (key) => {
      expect((await post(newVisitor(), key)).status).toBe(400);
    });

    it("is forgotten after a time", async () => {
      const visitor = newVisitor();
      await visitor.create(url);
      const key = randomUUID();
      await post(visitor, key);
      expect(await prune(database.writer, "idempotency_keys", new Date(Date.now() + 60_000))).toBeGreaterThan(
        0,
      );
      await post(visitor, key);
      expect(await countOf(visitor)).toBe(3);
    });
  });
});
