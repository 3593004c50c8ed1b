import { createHash } from "node:crypto";
import type { KeyValueStore } from "../cache/keyValueStore.js";
import { ReadThrough } from "../cache/readThrough.js";
import type { Database } from "../db/database.js";
import type { Metrics } from "../metrics/metrics.js";
import { LinkRepository, type Link, type MadeLink, type Page } from "./linkRepository.js";

const ttlSeconds = 300;
/** Longer than any lookup takes and any replica lags: a deleted link must not come back from one of them. */
const absentTtlSeconds = 60;
const unknownTtlSeconds = 10;

export interface LinksOptions {
  readonly database: Database;
  readonly store: KeyValueStore;
  readonly metrics: Metrics;
}

/** Links, with the URLs they lead to in the cache. */
export class Links {
  readonly #repository: LinkRepository;
  readonly #urls: ReadThrough;

  constructor({ database, store, metrics }: LinksOptions) {
    this.#repository = new LinkRepository(database);
    this.#urls = new ReadThrough({
      store,
      metrics,
      prefix: "link:",
      ttlSeconds,
      absentTtlSeconds,
      unknownTtlSeconds,
      load: (code) => this.#repository.findUrl(code),
    });
  }

  async create(url: string, owner: string): Promise<Link> {
    const link = await this.#repository.create(url, owner);
    await this.#urls.put(link.code, url);
    return link;
  }

  /**
   * Makes a link once, however often the request for it is repeated; a repetition is answered as the first was.
   *
   * @param visitor whose the key is; undefined where the client has no session yet
   * @param owner whose the link is when it is made now
   */
  async createOnce(key: string, url: string, visitor: string | undefined, owner: string): Promise<MadeLink> {
    const id = idOf(key, visitor);
    const withoutSession = idOf(key, undefined);
    const made = await this.#repository.findRequest([id, withoutSession]);
    // The answer that began the session was perhaps not the one that the client waited for.
    const earlier = made.find(({ requestId, owner: of }) => requestId === id || of === visitor);
    if (earlier !== undefined) return earlier;
    const link = await this.#repository.createOnce(id, url, owner);
    if (link.owner === owner) await this.#urls.put(link.code, link.url);
    return link;
  }

  /** The URL behind a code, from the cache where possible. */
  resolve(code: string): Promise<string | undefined> {
    return this.#urls.get(code);
  }

  /** The URL behind a code if the cache has it: without a question to the database. */
  resolveCached(code: string): Promise<string | undefined> {
    return this.#urls.cached(code);
  }

  find(code: string, owner: string): Promise<Link | undefined> {
    return this.#repository.find(code, owner);
  }

  list(owner: string, limit: number, after: number | undefined): Promise<Page> {
    return this.#repository.list(owner, limit, after);
  }

  /** False when the owner has no such link. */
  async delete(code: string, owner: string): Promise<boolean> {
    const deleted = await this.#repository.delete(code, owner);
    if (deleted) await this.#urls.put(code, undefined);
    return deleted;
  }
}

/** Keys are the visitor's own: nobody learns by a key that another visitor used it. */
function idOf(key: string, visitor = ""): string {
  return createHash("sha256").update(`${visitor} ${key}`).digest("base64url");
}
