import type { Cookie, SessionData } from "express-session";
import { describe, expect, it } from "vitest";
import { StoreUnavailableError, type KeyValueStore } from "../cache/keyValueStore.js";
import { createMemoryStore } from "../cache/memoryStore.js";
import { SessionStore } from "./sessionStore.js";
import { visitorOf } from "./visitor.js";

const cookie: unknown = { originalMaxAge: 1000 };
const session: SessionData = { cookie: cookie as Cookie, visitor: "someone" };
const get = (store: SessionStore, id: string): Promise<SessionData | null | undefined> =>
  new Promise((resolve, reject) => {
    store.get(id, (error, found) => {
      if (error instanceof Error) reject(error);
      else resolve(found);
    });
  });
const done = (run: (callback: (error?: unknown) => void) => void): Promise<unknown> =>
  new Promise((resolve) => {
    run(resolve);
  });

describe("R2: SessionStore", () => {
  it("keeps a session until it is destroyed", async () => {
    const store = new SessionStore(createMemoryStore(), 60);
    expect(
      await done((callback) => {
        store.set("id", session, callback);
      }),
    ).toBeUndefined();
    expect(await get(store, "id")).toEqual(session);
    expect(
      await done((callback) => {
        store.touch("id", session, callback);
      }),
    ).toBeUndefined();
    expect(
      await done((callback) => {
        store.destroy("id", callback);
      }),
    ).toBeUndefined();
    expect(await get(store, "id")).toBeNull();
  });

  it("rebuilds a session that the store has lost: its visitor keeps his links", async () => {
    const values = createMemoryStore();
    const store = new SessionStore(values, 60);
    await done((callback) => {
      store.set("id", session, callback);
    });
    await values.delete("session:id");
    expect(await get(store, "id")).toMatchObject({ visitor: visitorOf("id") });
  });

  it("rebuilds a session from its id while the store is away", async () => {
    const away = (): Promise<never> => Promise.reject(new StoreUnavailableError(new Error("away")));
    const store = new SessionStore({ get: away, set: away } as unknown as KeyValueStore, 60);
    expect(await get(store, "id")).toMatchObject({ visitor: visitorOf("id") });
    expect(
      await done((callback) => {
        store.set("id", session, callback);
      }),
    ).toBeInstanceOf(StoreUnavailableError);
  });
});

describe("visitorOf", () => {
  it("does not give the session away, and fits its column", () => {
    expect(visitorOf("id")).toHaveLength(43);
    expect(visitorOf("id")).not.toContain("id");
    expect(visitorOf("id")).not.toBe(visitorOf("other"));
  });
});
