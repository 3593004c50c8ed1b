import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Origin } from "./documents.mjs" with { "resolution-mode": "import" };
import type { Firehose, ForwarderOptions, LogsEvent } from "./forwarder.mjs" with {
  "resolution-mode": "import",
};

let documentsOf: (data: string, where: Origin) => Record<string, unknown>[];
let longest: { readonly message: number; readonly text: number };
let forwarder: (options: ForwarderOptions) => (event: LogsEvent) => Promise<{ forwarded: number }>;
beforeAll(async () => {
  const documents = await import("./documents.mjs");
  ({ documentsOf } = documents);
  longest = { message: documents.LONGEST_MESSAGE, text: documents.LONGEST_TEXT };
  ({ forwarder } = await import("./forwarder.mjs"));
});

const TIME = Date.UTC(2026, 10, 25, 12);
const WHERE = { environment: "test", region: "us-east-1" };

/** A batch as CloudWatch Logs sends it. */
function batch(
  messages: readonly string[],
  logGroup = "/webapp-test/web",
  messageType = "DATA_MESSAGE",
): LogsEvent {
  const logEvents = messages.map((message, index) => ({ id: `e${index}`, timestamp: TIME + index, message }));
  const sent = { messageType, owner: "111111111111", logGroup, logStream: "web/web/1", logEvents };
  return { awslogs: { data: gzipSync(JSON.stringify(sent)).toString("base64") } };
}

const documents = (...messages: string[]) => documentsOf(batch(messages).awslogs.data, WHERE);

/** A stream that refuses some records of each call, and keeps the others. */
class FakeStream implements Firehose {
  readonly calls: number[] = [];
  readonly taken: string[] = [];

  constructor(private readonly refuses: (call: number, index: number) => boolean = () => false) {}

  putRecordBatch({ Records }: Parameters<Firehose["putRecordBatch"]>[0]) {
    const bytes = Records.reduce((sum, { Data }) => sum + Data.length, 0);
    if (Records.length > 500 || bytes > 4 * 1024 * 1024) throw new Error("the call is too large");
    const call = this.calls.push(Records.length);
    const RequestResponses = Records.map(({ Data }, index) => {
      if (this.refuses(call, index)) return { ErrorCode: "ServiceUnavailableException" };
      this.taken.push(Buffer.from(Data).toString("utf8"));
      return { RecordId: "r" };
    });
    const FailedPutCount = RequestResponses.filter((one) => "ErrorCode" in one).length;
    return Promise.resolve({ FailedPutCount, RequestResponses });
  }
}

function started(firehose: Firehose) {
  const pauses: number[] = [];
  const pause = (milliseconds: number) => Promise.resolve(pauses.push(milliseconds));
  return { handler: forwarder({ firehose, stream: "logs", ...WHERE, pause }), pauses };
}

describe("the documents of a batch of log events", () => {
  it("M5: say when and where each line was written, and keep what it says", () => {
    const line = {
      level: "error",
      time: "x",
      service: "web",
      environment: "test",
      requestId: "r1",
      msg: "no",
      status: 500,
    };
    expect(documents(JSON.stringify(line), "plain text")).toEqual([
      {
        "@timestamp": "2026-11-25T12:00:00.000Z",
        environment: "test",
        region: "us-east-1",
        service: "web",
        level: "error",
        requestId: "r1",
        message: "no",
        fields: { status: 500 },
        logGroup: "/webapp-test/web",
        logStream: "web/web/1",
        eventId: "e0",
      },
      {
        "@timestamp": "2026-11-25T12:00:00.001Z",
        environment: "test",
        region: "us-east-1",
        service: "web",
        message: "plain text",
        logGroup: "/webapp-test/web",
        logStream: "web/web/1",
        eventId: "e1",
      },
    ]);
  });

  it("M5: leave out metrics, and the message with which CloudWatch tries the way", () => {
    expect(documents(JSON.stringify({ _aws: { Timestamp: 1 }, msg: "metrics" }))).toEqual([]);
    const control = batch(["CWL CONTROL MESSAGE: Checking health of destination"], "", "CONTROL_MESSAGE");
    expect(documentsOf(control.awslogs.data, WHERE)).toEqual([]);
  });

  it("M5: hold no text that OpenSearch would refuse, whatever is logged", () => {
    const texts = (value: unknown): string[] =>
      typeof value === "string"
        ? [value]
        : typeof value === "object" && value !== null
          ? Object.values(value).flatMap(texts)
          : [];
    const long = "x".repeat(1_000_000);
    const [cut] = documents(
      JSON.stringify({ msg: long, level: long, requestId: { long }, deep: { a: [{ b: long }] } }),
    );
    expect(String(cut?.["message"])).toHaveLength(longest.message);
    expect(texts({ ...cut, message: "" }).every((text) => text.length <= longest.text)).toBe(true);

    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.jsonValue().map((value) => JSON.stringify({ value })),
        ),
        (message) => {
          const [document] = documents(message);
          expect(typeof document?.["@timestamp"]).toBe("string");
          expect(["string", "undefined"]).toContain(typeof document?.["message"]);
          expect(["object", "undefined"]).toContain(typeof document?.["fields"]);
        },
      ),
    );
  });

  it("M5: are no larger than a record, however large a line is", () => {
    const values = Array.from({ length: 120 }, (_, index) => [`n${index}`, "x".repeat(8_900)]);
    const [document] = documents(JSON.stringify({ msg: "large", ...Object.fromEntries(values) }), "small");
    expect(document).toMatchObject({ message: "large", fields: { n0: expect.any(String) as string } });
    const more = Array.from({ length: 200 }, (_, index) => [`n${index}`, "\u0000".repeat(8_000)]);
    const [cut] = documents(JSON.stringify({ msg: "larger", ...Object.fromEntries(more) }));
    expect(cut).toMatchObject({ message: "larger", fields: { omitted: "the line is too large" } });
  });

  it("M5: have no field without a name, and are not deeper than an index allows", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(30)}1${"}".repeat(30)}`) as object;
    const [document] = documents(
      JSON.stringify({ "": 1, ".b": 2, "c..d": 3, "e.f": 4, ["g".repeat(257)]: 5, deep }),
    );
    expect(document?.["fields"]).toMatchObject({ "e.f": 4 });
    expect(Object.keys(document?.["fields"] as object)).toEqual(["e.f", "deep"]);
    expect(JSON.stringify(document).match(/"a":/g)?.length).toBeLessThan(10);
  });
});

describe("forwarding", () => {
  it("M5: sends a record for each event, in calls that Firehose takes", async () => {
    const stream = new FakeStream();
    const { handler, pauses } = started(stream);
    const messages = Array.from({ length: 1201 }, (_, index) => `line ${index}`);
    expect(await handler(batch(messages))).toEqual({ forwarded: 1201 });
    expect(stream.calls).toEqual([500, 500, 201]);
    expect(stream.taken.map((text) => (JSON.parse(text) as { message: string }).message)).toEqual(messages);
    expect(stream.taken.some((text) => text.includes("\n"))).toBe(false);
    expect(pauses).toEqual([]);
  });

  it("M5: sends no call that is too large", async () => {
    const stream = new FakeStream();
    await started(stream).handler(batch(Array.from({ length: 400 }, () => "x".repeat(30_000))));
    expect(stream.calls.length).toBeGreaterThan(3);
    expect(stream.taken).toHaveLength(400);
  });

  it("M5: sends again what was refused, and nothing else", async () => {
    const stream = new FakeStream((call, index) => call < 3 && index % 2 === 1);
    const { handler, pauses } = started(stream);
    await handler(batch(["0", "1", "2", "3"]));
    expect(stream.calls).toEqual([4, 2, 1]);
    expect(stream.taken).toHaveLength(4);
    expect(pauses).toEqual([200, 400]);
  });

  it("M5: gives up in time, so that Lambda repeats the call and keeps the batch in the end", async () => {
    const stream = new FakeStream(() => true);
    const { handler, pauses } = started(stream);
    await expect(handler(batch(["a", "b"]))).rejects.toThrow(
      "logs did not take 2 of 2 records: ServiceUnavailableException",
    );
    expect(stream.calls).toHaveLength(6);
    expect(pauses.reduce((sum, one) => sum + one, 0)).toBeLessThan(10_000);
  });
});
