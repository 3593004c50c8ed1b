import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startApplication, Visitor } from "../../test/application.js";
import { backends, openMigrated } from "../../test/databases.js";
import { createTestLog, silentLog } from "../../test/log.js";
import { createMemoryStore } from "../cache/memoryStore.js";
import { SessionKeys } from "./sessionKeys.js";

const newKey = (): string => randomBytes(24).toString("base64url");

/** What a rotation makes of the secret: the key that signs, the one that signs next, the one before. */
const rotated = ([signing = "", next]: readonly string[]): string[] =>
  next === undefined ? [signing, newKey()] : [next, newKey(), signing];

describe("W5: rotation of the keys of session cookies", () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  it("signs nobody out, also between processes of which one has read the newest keys and one has not", async () => {
    const [embedded] = backends;
    const database = await openMigrated(embedded as (typeof backends)[0] & object);
    cleanups.push(() => database.close());
    const store = createMemoryStore();
    let secret = [newKey()];
    const processes = await Promise.all(
      [0, 1].map(async () => {
        const sessionKeys = [...secret];
        const application = await startApplication({ database, store, sessionKeys });
        cleanups.push(() => application.stop());
        return { base: application.base, sessionKeys };
      }),
    );
    // The browser's cookies; a request goes to one of the processes.
    let cookie: string | undefined;
    const visit = async (index: number): Promise<number> => {
      const visitor = new Visitor(processes[index]?.base ?? "");
      visitor.cookie = cookie;
      const response = await visitor.request("/api/links");
      cookie = visitor.cookie;
      return ((await response.json()) as { links: unknown[] }).links.length;
    };
    const first = new Visitor(processes[0]?.base ?? "");
    await first.create("https://example.org/");
    cookie = first.cookie;
    const firstKey = secret[0];

    for (let rotation = 0; rotation < 6; rotation += 1) {
      secret = rotated(secret);
      for (const reader of [rotation % 2, 1 - (rotation % 2)]) {
        processes[reader]?.sessionKeys.splice(0, Infinity, ...secret);
        for (const index of [0, 1, 1, 0]) expect(await visit(index)).toBe(1);
      }
    }
    expect(secret).not.toContain(firstKey);
    // A cookie that was not renewed since, or that was signed with another key, is worth nothing.
    cookie = first.cookie;
    expect(await visit(0)).toBe(0);
  });
});

describe("W5: SessionKeys", () => {
  const intervalMs = 5 * 60_000;
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("follows the secret in place, until it is stopped", async () => {
    let secret = "the first of the keys";
    const keys = await SessionKeys.of(() => Promise.resolve(secret), intervalMs, silentLog);
    const { current } = keys;
    expect(current).toEqual(["the first of the keys"]);
    secret = "the second of the keys, the first of the keys";
    await vi.advanceTimersByTimeAsync(intervalMs);
    expect(current).toEqual(["the second of the keys", "the first of the keys"]);
    keys.stop();
    secret = "the third of the keys";
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(current).toHaveLength(2);
  });

  it("keeps what it has while the secret can not be read or used, says so seldom, and prints no key", async () => {
    const { log, lines } = createTestLog();
    const keys = new SessionKeys(["the first of the keys"], log);
    const values = [
      () => Promise.reject(new Error("throttled")),
      () => Promise.resolve("short, secret value of a key"),
    ];
    let reads = 0;
    keys.follow(() => (values[reads++ % 2] as () => Promise<string>)(), intervalMs);
    await vi.advanceTimersByTimeAsync(50 * 60_000);
    keys.stop();
    expect(reads).toBe(10);
    expect(keys.current).toEqual(["the first of the keys"]);
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain("secret value");
  });

  it.each([
    ["can not be read", () => Promise.reject<string>(new Error("throttled")), "throttled"],
    ["holds no keys", () => Promise.resolve("hunter2"), "at least 16 characters in each session key"],
  ])(
    "tries for a minute at the start to read a secret that %s, and prints no key",
    async (_, read, reason) => {
      const { log, lines } = createTestLog();
      const opening = SessionKeys.of(read, intervalMs, log);
      const refused = expect(opening).rejects.toThrow(reason);
      await vi.advanceTimersByTimeAsync(59_000);
      expect(lines.length).toBeGreaterThan(20);
      await vi.advanceTimersByTimeAsync(3000);
      await refused;
      expect(JSON.stringify(lines)).not.toContain("hunter2");
    },
  );

  it("starts as soon as the secret can be read", async () => {
    const answers = [Promise.reject(new Error("not allowed yet")), Promise.resolve("the first of the keys")];
    const opening = SessionKeys.of(() => answers.shift() ?? Promise.resolve(""), intervalMs, silentLog);
    await vi.advanceTimersByTimeAsync(2000);
    const keys = await opening;
    keys.stop();
    expect(keys.current).toEqual(["the first of the keys"]);
  });
});
