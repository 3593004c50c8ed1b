import type { KeyValueStore } from "../cache/keyValueStore.js";
import { ReadThrough } from "../cache/readThrough.js";
import type { Database } from "../db/database.js";
import type { Metrics } from "../metrics/metrics.js";
import { LinkRepository, type Link, type Page } from "./linkRepository.js";

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
