import type { Database } from "../db/database.js";
import { isDeadlock, isUniqueViolation } from "../db/errors.js";
import { newCode } from "./code.js";

export interface Link {
  readonly id: number;
  readonly code: string;
  readonly url: string;
  readonly clicks: number;
  readonly createdAt: Date;
}

/** A link as it was when a request made it. */
export interface MadeLink extends Pick<Link, "code" | "url" | "createdAt"> {
  readonly requestId: string;
  readonly owner: string;
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

  /** What an earlier request under one of these ids was answered. */
  findRequest(ids: readonly string[]): Promise<MadeLink[]> {
    return this.database.writer
      .selectFrom("idempotency_keys")
      .select(["id as requestId", "code", "url", "owner", "created_at as createdAt"])
      .where("id", "in", ids)
      .execute();
  }

  /**
   * Stores a new link, and that it was made for this request, or neither. Where the request was made before, or is
   * being made, what it led to is the answer.
   */
  async createOnce(requestId: string, url: string, owner: string): Promise<MadeLink> {
    for (let attempt = 1; ; attempt += 1) {
      const made = { code: this.makeCode(), url, owner, created_at: new Date() };
      try {
        await this.database.writer.transaction().execute(async (transaction) => {
          await transaction
            .insertInto("idempotency_keys")
            .values({ id: requestId, ...made })
            .execute();
          await transaction
            .insertInto("links")
            .values({ ...made, clicks: 0 })
            .execute();
        });
        return { requestId, code: made.code, url, owner, createdAt: made.created_at };
      } catch (error) {
        if (!isUniqueViolation(error) && !isDeadlock(error)) throw error;
        const [earlier] = await this.findRequest([requestId]);
        if (earlier !== undefined) return earlier;
        if (attempt >= codeAttempts) throw error;
      }
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
