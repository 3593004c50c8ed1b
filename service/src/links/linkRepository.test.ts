import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backends, openMigrated } from "../../test/databases.js";
import type { Database } from "../db/database.js";
import { codePattern } from "./code.js";
import { LinkRepository } from "./linkRepository.js";

describe.each(backends)("links in the database: $name", (backend) => {
  describe.runIf(backend.available)("when it runs", () => {
    let database: Database;
    let links: LinkRepository;
    beforeAll(async () => {
      database = await openMigrated(backend);
      links = new LinkRepository(database);
    });
    afterAll(() => database.close());

    it("stores a link under a new code", async () => {
      const link = await links.create("https://example.org/", "creator");
      expect(link).toMatchObject({ url: "https://example.org/", clicks: 0 });
      expect(link.code).toMatch(codePattern);
      expect(Math.abs(link.createdAt.getTime() - Date.now())).toBeLessThan(10_000);
      expect(await links.find(link.code, "creator")).toEqual(link);
      expect(await links.findUrl(link.code)).toBe("https://example.org/");
    });

    it("stores the longest URL that is allowed", async () => {
      const url = `https://example.org/${"x".repeat(2028)}`;
      expect(url).toHaveLength(2048);
      const { code } = await links.create(url, "long");
      expect(await links.findUrl(code)).toBe(url);
    });

    it("takes another code when one is taken", async () => {
      const codes = ["takenA11", "takenA11", "freeA111"];
      const repository = new LinkRepository(database, () => codes.shift() ?? "");
      expect((await repository.create("https://example.org/1", "o")).code).toBe("takenA11");
      expect((await repository.create("https://example.org/2", "o")).code).toBe("freeA111");
    });

    it("gives up when every code is taken", async () => {
      const repository = new LinkRepository(database, () => "takenB11");
      await repository.create("https://example.org/", "o");
      await expect(repository.create("https://example.org/", "o")).rejects.toThrow(/unique|duplicate/i);
    });

    it("finds nothing under an unknown code, or for another owner", async () => {
      const { code } = await links.create("https://example.org/", "mine");
      expect(await links.findUrl("nonesuch")).toBeUndefined();
      expect(await links.find(code, "yours")).toBeUndefined();
      expect(await links.delete(code, "yours")).toBe(false);
      expect(await links.findUrl(code)).toBe("https://example.org/");
    });

    it("deletes once", async () => {
      const { code } = await links.create("https://example.org/", "deleter");
      expect(await links.delete(code, "deleter")).toBe(true);
      expect(await links.delete(code, "deleter")).toBe(false);
      expect(await links.findUrl(code)).toBeUndefined();
    });

    it("lists an owner's links page by page, newest first, each exactly once", async () => {
      const urls = Array.from({ length: 7 }, (_, index) => `https://example.org/${String(index)}`);
      for (const url of urls) await links.create(url, "lister");
      await links.create("https://example.org/other", "someone else");
      const listed: string[] = [];
      let after: number | undefined;
      const sizes: number[] = [];
      do {
        const page = await links.list("lister", 3, after);
        sizes.push(page.links.length);
        listed.push(...page.links.map(({ url }) => url));
        after = page.next;
        // A link made in between belongs before the first page and must not shift the others.
        if (sizes.length === 1) await links.create("https://example.org/late", "lister");
      } while (after !== undefined);
      expect(listed).toEqual([...urls].reverse());
      expect(sizes).toEqual([3, 3, 1]);
    });

    it("has no further page when the last one is full", async () => {
      for (let index = 0; index < 2; index += 1) await links.create("https://example.org/", "exact");
      expect(await links.list("exact", 2, undefined)).toMatchObject({ links: [{}, {}], next: undefined });
      expect(await links.list("nobody", 2, undefined)).toEqual({ links: [], next: undefined });
    });
  });
});
