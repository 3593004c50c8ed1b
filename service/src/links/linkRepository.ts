import type { Database } from "../db/database.js";
import { isUniqueViolation } from "../db/errors.js";
import { newCode } from "./code.js";

export interface Link {
  readonly id: number;
  readonly code: string;
  readonly url: string;
  readonly clicks: number;
  readonly createdAt: Date;
}

export interface Page {
  readonly links: readonly Link[];
  /** Continue after this id; `undefined` on the last page. */
  readonly next: number | undefined;
}

const columns = ["id", "code", "url", "clicks", "created_at as createdAt"] as const;
const codeAttempts = 5;

/** The rows of links. Every operation rejects with DatabaseUnavailableError while the database is away. */
export class LinkRepository {
  constructor(
    readonly database: Database,
    /** Makes the code of a new link. */
    private readonly makeCode: () => string = newCode,
  ) {}

  /** Stores a new link under a code that is not taken. */
  async create(url: string, owner: string): Promise<Link> {
    for (let attempt = 1; ; attempt += 1) {
      const code = this.makeCode();
      try {
        const row = { code, url, owner, clicks: 0, created_at: new Date() };
        await this.database.writer.insertInto("links").values(row).execute();
      } catch (error) {
        if (isUniqueViolation(error) && attempt < codeAttempts) continue;
        throw error;
      }
      const link = await this.find(code, owner);
      if (link === undefined) throw new Error(`link ${code} is gone as soon as it was stored`);
      return link;
    }
  }

  /** The URL behind a code, whoever made it. Looks on the replica first, where there is one. */
  async findUrl(code: string): Promise<string | undefined> {
    const { reader, writer } = this.database;
    for (const db of reader === writer ? [writer] : [reader, writer]) {
      const row = await db.selectFrom("links").select("url").where("code", "=", code).executeTakeFirst();
      // A link made a moment ago may not have reached the replica yet.
      if (row !== undefined) return row.url;
    }
    return undefined;
  }

  find(code: string, owner: string): Promise<Link | undefined> {
    return this.database.writer
      .selectFrom("links")
      .select(columns)
      .where("code", "=", code)
      .where("owner", "=", owner)
      .executeTakeFirst();
  }

  /** The owner's links, newest first. */
  async list(owner: string, limit: number, after: number | undefined): Promise<Page> {
    const links = await this.database.writer
      .selectFrom("links")
      .select(columns)
      .where("owner", "=", owner)
      .$if(after !== undefined, (query) => query.where("id", "<", after ?? 0))
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute();
    const page = links.slice(0, limit);
    return { links: page, next: links.length > limit ? page.at(-1)?.id : undefined };
  }

  /** False when the owner has no such link. */
  async delete(code: string, owner: string): Promise<boolean> {
    const { numDeletedRows } = await this.database.writer
      .deleteFrom("links")
      .where("code", "=", code)
      .where("owner", "=", owner)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }
}
