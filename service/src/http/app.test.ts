import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startApplication, Visitor } from "../../test/application.js";
import { backends, openMigrated } from "../../test/databases.js";
import { measured } from "../../test/measured.js";
import { stores } from "../../test/stores.js";
import type { KeyValueStore } from "../cache/keyValueStore.js";
import type { Database } from "../db/database.js";

const combinations = backends.flatMap((backend) =>
  stores
    // The embedded database and Redis never meet.
    .filter((store) => !(backend.name === "PGlite" && store.name === "Redis"))
    .map((store) => ({ name: `${backend.name}, ${store.name}`, backend, store })),
);

describe.each(combinations)("application: $name", ({ backend, store: storeBackend }) => {
  describe.runIf(backend.available && storeBackend.available)("when everything runs", () => {
    let database: Database;
    let store: KeyValueStore;
    let application: Awaited<ReturnType<typeof startApplication>>;
    let visitor: Visitor;
    beforeAll(async () => {
      database = await openMigrated(backend);
      store = await storeBackend.open();
      application = await startApplication({ database, store });
      visitor = new Visitor(application.base);
    });
    afterAll(async () => {
      await application.stop();
      await store.close();
      await database.close();
    });
    afterEach(() => {
      application.clicks.length = 0;
    });

    it("W3: creates a link, leads there, takes the click", async () => {
      const created = await visitor.request("/api/links", {
        method: "POST",
        json: { url: "https://example.org/ä" },
      });
      expect(created.status).toBe(201);
      const link = (await created.json()) as { code: string; shortUrl: string };
      expect(created.headers.get("location")).toBe(`/api/links/${link.code}`);
      expect(link).toMatchObject({ url: "https://example.org/%C3%A4", clicks: 0 });
      const answer = await fetch(link.shortUrl, { redirect: "manual" });
      expect(answer.status).toBe(302);
      expect(answer.headers.get("location")).toBe("https://example.org/%C3%A4");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(application.clicks).toEqual([link.code]);
    });

    it("does not take a HEAD request for a click", async () => {
      const { shortUrl } = await visitor.create("https://example.org/");
      expect((await fetch(shortUrl, { method: "HEAD", redirect: "manual" })).status).toBe(302);
      expect(application.clicks).toEqual([]);
    });

    it("W3: shows and lists a visitor's own links, and nobody else's", async () => {
      const mine = new Visitor(application.base);
      const first = await mine.create("https://example.org/1");
      const second = await mine.create("https://example.org/2");
      const listed = (await (await mine.request("/api/links")).json()) as {
        links: { code: string }[];
        next: unknown;
      };
      expect(listed.links.map(({ code }) => code)).toEqual([second.code, first.code]);
      expect(listed.next).toBeNull();
      expect((await mine.request(`/api/links/${first.code}`)).status).toBe(200);
      const other = new Visitor(application.base);
      expect(await (await other.request("/api/links")).json()).toEqual({ links: [], next: null });
      expect((await other.request(`/api/links/${first.code}`)).status).toBe(404);
      expect((await other.request(`/api/links/${first.code}`, { method: "DELETE" })).status).toBe(404);
    });

    it("pages through a list by the links it gives", async () => {
      const mine = new Visitor(application.base);
      for (let index = 0; index < 5; index += 1) await mine.create(`https://example.org/${String(index)}`);
      const urls: string[] = [];
      let path: string | undefined = "/api/links?limit=2";
      while (path !== undefined) {
        const response: Response = await mine.request(path);
        const page = (await response.json()) as { links: { url: string }[] };
        urls.push(...page.links.map(({ url }) => url));
        path = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
      }
      expect(urls).toEqual([4, 3, 2, 1, 0].map((index) => `https://example.org/${String(index)}`));
    });

    it("deletes a link, which then leads nowhere", async () => {
      const { code, shortUrl } = await visitor.create("https://example.org/");
      expect((await fetch(shortUrl, { redirect: "manual" })).status).toBe(302);
      expect((await visitor.request(`/api/links/${code}`, { method: "DELETE" })).status).toBe(204);
      expect((await fetch(shortUrl, { redirect: "manual" })).status).toBe(404);
      expect((await visitor.request(`/api/links/${code}`)).status).toBe(404);
    });

    it("R2: serves redirects from the cache", async () => {
      const { shortUrl } = await visitor.create("https://example.org/");
      measured(application.metrics);
      await fetch(shortUrl, { redirect: "manual" });
      await fetch(shortUrl, { redirect: "manual" });
      expect(measured(application.metrics)).toMatchObject({ CacheHits: 2, CacheMisses: 0, Requests: 2 });
    });

    it("W2: is ready", async () => {
      const response = await visitor.request("/readyz");
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        status: "up",
        checks: { database: "up", cache: "up", queue: "up" },
      });
    });
  });
});
