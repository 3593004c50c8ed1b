import { Store, type Cookie, type SessionData } from "express-session";
import type { KeyValueStore } from "../cache/keyValueStore.js";
import { visitorOf } from "./visitor.js";

const prefix = "session:";

/** Kept in place of a session that was destroyed: it must not be rebuilt. */
const destroyed = "-";

/**
 * Keeps sessions in the key-value store. While that is away, or has lost a session, it is rebuilt from its id alone:
 * the id reached us in a signed cookie, so it is one of ours, and the visitor is derived from it.
 */
export class SessionStore extends Store {
  readonly #store: KeyValueStore;
  readonly #ttlSeconds: number;

  constructor(store: KeyValueStore, ttlSeconds: number) {
    super();
    this.#store = store;
    this.#ttlSeconds = ttlSeconds;
  }

  override get = (id: string, callback: (error: unknown, session?: SessionData | null) => void): void => {
    this.#store.get(prefix + id).then(
      (text) => {
        if (text === destroyed) callback(undefined, null);
        else callback(undefined, text === undefined ? this.#rebuilt(id) : (JSON.parse(text) as SessionData));
      },
      () => {
        callback(undefined, this.#rebuilt(id));
      },
    );
  };

  override set = (id: string, session: SessionData, callback?: (error?: unknown) => void): void => {
    settle(this.#store.set(prefix + id, JSON.stringify(session), this.#ttlSeconds), callback);
  };

  override touch = (id: string, _session: SessionData, callback?: (error?: unknown) => void): void => {
    settle(this.#store.touch(prefix + id, this.#ttlSeconds), callback);
  };

  override destroy = (id: string, callback?: (error?: unknown) => void): void => {
    settle(this.#store.set(prefix + id, destroyed, this.#ttlSeconds), callback);
  };

  #rebuilt(id: string): SessionData {
    const originalMaxAge = this.#ttlSeconds * 1000;
    const cookie: unknown = { originalMaxAge, maxAge: originalMaxAge };
    return { cookie: cookie as Cookie, visitor: visitorOf(id) };
  }
}

function settle(done: Promise<void>, callback: ((error?: unknown) => void) | undefined): void {
  done.then(
    () => callback?.(),
    (error: unknown) => callback?.(error),
  );
}
