import type { Generated } from "kysely";

export interface LinksTable {
  id: Generated<number>;
  /** The path of the short URL; case matters. */
  code: string;
  url: string;
  /** Hash of the session that made the link. */
  owner: string;
  clicks: Generated<number>;
  created_at: Date;
}

/** Ids of click messages that are counted: a message that is delivered again is recognized. */
export interface CountedMessagesTable {
  id: string;
  counted_at: Date;
}

/** What a request for a new link with an Idempotency-Key was answered. */
export interface IdempotencyKeysTable {
  /** Hash of the key and whose it is. */
  id: string;
  code: string;
  url: string;
  owner: string;
  created_at: Date;
}

export interface Schema {
  links: LinksTable;
  counted_messages: CountedMessagesTable;
  idempotency_keys: IdempotencyKeysTable;
}
