import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KeyValueStore } from "../../src/cache/keyValueStore.js";
import { createMemoryStore } from "../../src/cache/memoryStore.js";
import type { Database } from "../../src/db/database.js";
import { startApplication } from "../application.js";
import { backends, openMigrated } from "../databases.js";
import { exchange, parseAnswers } from "./answers.js";
import { anyRequest } from "./requests.js";
import { openRedis, redisAvailable, redisConfig } from "../stores.js";

/** Requests that are under way at once. */
const together = 20;

/**
 * Describes that nothing a client sends is answered with 5xx, on each database: not the application's, nor that of a
 * library in it. Refusals have to be problem documents.
 *
 * @param requests number of random requests for each database
 */
export function describeNoServerError(title: string, requests: number): void {
  describe.each(backends)(`${title}: $name`, (backend) => {
    describe.runIf(backend.available)("when it runs", () => {
      let database: Database;
      let store: KeyValueStore;
      let application: Awaited<ReturnType<typeof startApplication>>;
      beforeAll(async () => {
        database = await openMigrated(backend);
        store = redisAvailable ? await openRedis(redisConfig()) : createMemoryStore();
        const variables = { RATE_LIMIT_PER_MINUTE: "1000000", TRUST_PROXY_HOPS: "1" };
        application = await startApplication({ database, store, variables });
      });
      afterAll(async () => {
        await application.stop();
        await store.close();
        await database.close();
      });

      async function check(request: string): Promise<void> {
        const text = await exchange(application.port, request);
        try {
          expectNoServerError(text);
        } catch (error) {
          throw new Error(`to ${JSON.stringify(request).slice(0, 3000)}: ${String(error)}`, {
            cause: error,
          });
        }
      }

      function expectNoServerError(text: string): void {
        for (const { status, headers, body } of parseAnswers(text)) {
          const type = headers.get("content-type") ?? "";
          if (status >= 500) throw new Error(`${String(status)} ${body}`);
          if (status < 400 || body === "") continue;
          if (type !== "application/problem+json; charset=utf-8")
            throw new Error(`${String(status)} as ${type}`);
          const document = JSON.parse(Buffer.from(body, "latin1").toString("utf8")) as { status?: unknown };
          if (document.status !== status) throw new Error(`${String(status)} with ${body}`);
        }
      }

      it("but a problem document, where there is a body", async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(anyRequest, { minLength: together, maxLength: together }),
            async (batch) => {
              await Promise.all(batch.map(check));
              // The log is kept in memory by the test.
              const failed = application.lines.splice(0).filter(({ level }) => Number(level) >= 50);
              expect(failed).toEqual([]);
            },
          ),
          { numRuns: Math.ceil(requests / together), endOnFailure: true },
        );
        expect((await fetch(application.base)).status).toBe(200);
      }, 3_600_000);
    });
  });
}
