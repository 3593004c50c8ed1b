import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestLog } from "../../test/log.js";
import { measured } from "../../test/measured.js";
import { Metrics } from "../metrics/metrics.js";
import type { Message, Queue } from "../queue/queue.js";
import { ClickBuffer } from "./clickBuffer.js";
import { decodeClicks } from "./clickMessage.js";

/** Records what is sent; `fail` and `accept` decide how. */
function setup(maxLinks = 10_000) {
  const sent: Message[][] = [];
  const state = { fail: false, accept: (messages: readonly Message[]) => messages.map(({ id }) => id) };
  const queue = {
    send: (messages: readonly Message[]) => {
      sent.push([...messages]);
      return state.fail ? Promise.reject(new Error("queue away")) : Promise.resolve(state.accept(messages));
    },
  } as unknown as Queue;
  const metrics = new Metrics();
  const { log, lines } = createTestLog();
  const buffer = new ClickBuffer({ queue, metrics, log, flushIntervalMs: 1000, maxLinks });
  const contents = (messages: readonly Message[]) => messages.map(({ body }) => decodeClicks(body)?.clicks);
  return { buffer, sent, state, metrics, lines, contents };
}

describe("ClickBuffer", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("sends what it gathered within the interval as one message", async () => {
    const { buffer, sent, contents, metrics } = setup();
    for (const code of ["a", "b", "a"]) buffer.record(code);
    expect(sent).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent.map(contents)).toEqual([[{ a: 2, b: 1 }]]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toHaveLength(1);
    expect(measured(metrics)).toMatchObject({ MessagesSent: 3, MessagesDropped: 0, ClicksBufferedLinks: 0 });
  });

  it("repeats a message that failed with the same id and content: it may have arrived", async () => {
    const { buffer, sent, state, contents, metrics } = setup();
    state.fail = true;
    buffer.record("a");
    await vi.advanceTimersByTimeAsync(1000);
    expect(measured(metrics)).toMatchObject({ MessageSendFailures: 1, MessagesSent: 0 });
    buffer.record("a");
    state.fail = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(measured(metrics)).toMatchObject({ MessageSendFailures: 0, MessagesSent: 2 });
    expect(contents(sent[1] ?? [])).toEqual([{ a: 1 }, { a: 1 }]);
    expect(sent[1]?.[0]).toEqual(sent[0]?.[0]);
    expect(sent[1]?.[1]?.id).not.toBe(sent[0]?.[0]?.id);
  });

  it("repeats only the messages the queue did not accept", async () => {
    const { buffer, sent, state } = setup();
    state.fail = true;
    for (let link = 0; link < 1000; link += 1) buffer.record(String(link));
    await vi.advanceTimersByTimeAsync(1000);
    state.fail = false;
    state.accept = (messages) => messages.slice(0, 1).map(({ id }) => id);
    await vi.advanceTimersByTimeAsync(1000);
    expect(buffer.size).toBe(500);
    state.accept = (messages) => messages.map(({ id }) => id);
    await vi.advanceTimersByTimeAsync(2000);
    const ids = sent.flat().map(({ id }) => id);
    const links = new Map(
      sent.flat().map(({ id, body }) => [id, Object.keys(decodeClicks(body)?.clicks ?? {})]),
    );
    expect([...links.values()].flat().sort()).toEqual(
      Array.from({ length: 1000 }, (_, link) => String(link)).sort(),
    );
    expect(ids.length).toBeGreaterThan(links.size);
    expect(buffer.size).toBe(0);
  });

  it("keeps clicks while the queue is away, drops and counts those on links past the bound", async () => {
    const { buffer, state, metrics, sent, contents } = setup(2);
    state.fail = true;
    buffer.record("a");
    await vi.advanceTimersByTimeAsync(1000);
    for (const code of ["b", "b", "c", "b", "c"]) buffer.record(code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(measured(metrics)).toMatchObject({ MessagesSent: 0, MessagesDropped: 2, ClicksBufferedLinks: 2 });
    state.fail = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(contents(sent.at(-1) ?? [])).toEqual([{ a: 1 }, { b: 3 }]);
    expect(measured(metrics)).toMatchObject({ MessagesSent: 4, MessagesDropped: 0, ClicksBufferedLinks: 0 });
    buffer.record("c");
    expect(buffer.size).toBe(1);
  });

  it("logs an outage once a minute", async () => {
    const { buffer, state, lines } = setup();
    state.fail = true;
    buffer.record("a");
    await vi.advanceTimersByTimeAsync(59_000);
    expect(lines).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ msg: "clicks cannot be sent; they are kept", links: 1, suppressed: 59 });
  });

  it("does not wait for the interval when a message is full", async () => {
    const { buffer, sent } = setup();
    for (let link = 0; link < 500; link += 1) buffer.record(String(link));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(1);
  });

  it("gathers for the whole interval also while clicks keep coming", async () => {
    const { buffer, sent } = setup();
    for (let ms = 0; ms < 5000; ms += 10) {
      buffer.record("a");
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(sent.length).toBeLessThanOrEqual(5);
  });

  it("sends what is left before it closes", async () => {
    const { buffer, sent, contents } = setup();
    buffer.record("a");
    await buffer.close(1000);
    expect(contents(sent[0] ?? [])).toEqual([{ a: 1 }]);
  });

  it("closes in time although the queue is away, and counts what is lost", async () => {
    const { buffer, state, metrics, lines } = setup();
    state.fail = true;
    buffer.record("a");
    buffer.record("a");
    const closed = buffer.close(1000);
    await vi.advanceTimersByTimeAsync(1200);
    await closed;
    expect(measured(metrics)).toMatchObject({ MessagesDropped: 2 });
    expect(lines.at(-1)).toMatchObject({ level: 50, clicks: 2 });
  });
});
