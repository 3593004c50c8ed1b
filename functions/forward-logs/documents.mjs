import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";

/** Characters of a message that are kept: what is longer is read in CloudWatch. */
export const LONGEST_MESSAGE = 32_768;
/**
 * Characters of any other text, and of a name. Lucene refuses a term of more than 32,766 bytes, and with it the
 * document; a term holds the names that lead to a text as well, and a character has up to three bytes.
 */
export const LONGEST_TEXT = 8_191;
const LONGEST_NAME = 256;
/** Bytes of a document; Firehose takes 1,000 KiB. */
const LARGEST = 1_000_000;
/** Levels of a line's own objects: deeper than that, a value is kept as JSON text. */
const DEEPEST = 5;

/**
 * Documents for OpenSearch, one for each event of a batch that CloudWatch Logs sends.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html
 *
 * @param {string} data gzip in base64
 * @param {{ environment: string, region: string }} where
 * @returns {object[]} none for the message with which CloudWatch tries whether it may send, nor for metrics
 */
export function documentsOf(data, where) {
  const batch = JSON.parse(gunzipSync(Buffer.from(data, "base64")).toString("utf8"));
  if (batch.messageType !== "DATA_MESSAGE") return [];
  const { logGroup, logStream, logEvents } = batch;
  return logEvents.flatMap(({ id, timestamp, message }) => {
    const line = parse(message);
    // Lines that CloudWatch makes metrics of: they are metrics already.
    if (line?._aws !== undefined) return [];
    return [
      fitting({
        "@timestamp": new Date(timestamp).toISOString(),
        ...where,
        service: logGroup.slice(logGroup.lastIndexOf("/") + 1),
        ...(line === undefined ? { message: cut(message, LONGEST_MESSAGE) } : fromLine(line)),
        logGroup,
        logStream,
        // Lambda may be called twice with the same batch: this tells which documents are the same event.
        eventId: id,
      }),
    ];
  });
}

/** Names of a line's own that say nothing new, or that have a field of their own in every index. */
const KNOWN = new Set(["environment", "level", "message", "msg", "requestId", "service", "time"]);

/** What has a field of its own in every index, and the rest under one. */
function fromLine(line) {
  const { level, msg, message = msg, requestId } = line;
  const rest = Object.fromEntries(Object.entries(line).filter(([name]) => !KNOWN.has(name)));
  return {
    ...(message !== undefined && { message: cut(asText(message), LONGEST_MESSAGE) }),
    ...(level !== undefined && { level: cut(asText(level), LONGEST_TEXT) }),
    ...(requestId !== undefined && { requestId: cut(asText(requestId), LONGEST_TEXT) }),
    ...(Object.keys(rest).length > 0 && { fields: bounded(rest, 1) }),
  };
}

/** A line may be as large as a record, and the document is a little larger than its line. */
function fitting(document) {
  if (Buffer.byteLength(JSON.stringify(document)) <= LARGEST) return document;
  return { ...document, fields: { omitted: "the line is too large" } };
}

function parse(message) {
  if (!message.startsWith("{")) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

function asText(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function cut(text, longest) {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function bounded(value, depth) {
  if (typeof value === "string") return cut(value, LONGEST_TEXT);
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) return cut(JSON.stringify(value), LONGEST_TEXT);
  if (Array.isArray(value)) return value.map((one) => bounded(one, depth + 1));
  return Object.fromEntries(
    // An empty name, or one that begins or ends with a dot, is no name of a field.
    Object.entries(value).flatMap(([name, one]) =>
      /^[^.]+(\.[^.]+)*$/.test(name) && name.trim() !== "" && name.length <= LONGEST_NAME
        ? [[name, bounded(one, depth + 1)]]
        : [],
    ),
  );
}
