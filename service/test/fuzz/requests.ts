import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { newCode } from "../../src/links/code.js";

/** The paths of the application with what is in them; what is not in them is among {@link segment}. */
const templates = [
  "/",
  "/l/:code",
  "/healthz",
  "/readyz",
  "/readyz/writes",
  "/openapi.json",
  "/api/links",
  "/api/links/:code",
];
const methods = [
  ...["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"],
  ...["PROPFIND", "M-SEARCH", "QUERY", "get", "BREW", "G\0T"],
];

/** Text of any byte, as Latin-1. */
const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array).toString("latin1"));
const utf8 = (maxLength: number) =>
  fc.string({ unit: "binary", maxLength }).map((text) => Buffer.from(text, "utf8").toString("latin1"));
const noise = fc.oneof(
  bytes(40),
  utf8(40),
  fc.constantFrom("", "%", "%00", "%E0%A4%A", "%2e%2e%2f", "..", "__proto__", "constructor", "😀", "\u2028"),
  fc.integer({ min: 1, max: 3000 }).map((length) => "a".repeat(length)),
);
const code = fc.oneof(fc.constant(undefined).map(newCode), noise);
const segment = fc.oneof({ weight: 3, arbitrary: code }, noise);

const query = fc.oneof(
  fc.constant(""),
  noise.map((text) => `?${text}`),
  fc
    .array(
      fc.tuple(
        fc.constantFrom("limit", "cursor", "__proto__", "limit[]", "x"),
        fc.oneof(noise, fc.integer().map(String)),
      ),
      {
        maxLength: 4,
      },
    )
    .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`),
);
const target = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(...templates), segment, query, fc.constantFrom("", "/", "//", "/x"))
      .map(([template, inPath, after, end]) => template.replace(":code", () => inPath) + end + after),
  },
  noise.map((text) => `/${text}`),
  fc.constantFrom("*", "http://other.test/", "http://", "//", "/\\", "?", "example.org:443"),
);

/** Nesting, numbers beyond all limits, keys that mean something to JavaScript. */
const json = fc.oneof(
  fc.json({ maxDepth: 6 }),
  fc.integer({ min: 1, max: 8000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  fc.integer({ min: 1, max: 2500 }).map((depth) => '{"url":'.repeat(depth) + "1" + "}".repeat(depth)),
  fc
    .integer({ min: 1, max: 17_000 })
    .map((length) => JSON.stringify({ url: `https://example.org/${"ä".repeat(length / 2)}` })),
  fc.webUrl({ withFragments: true, withQueryParameters: true }).map((url) => JSON.stringify({ url })),
  fc.string({ unit: "binary", maxLength: 60 }).map((url) => JSON.stringify({ url })),
  fc
    .string({ unit: "binary", maxLength: 60 })
    .map((rest) => JSON.stringify({ url: `https://example.org/${rest}` })),
  fc.jsonValue().map((url) => JSON.stringify({ url })),
  fc.constantFrom(
    '{"url":1e999}',
    '{"url":"https://example.org/","__proto__":{"url":1}}',
    '{"url":{"toString":1}}',
    '{"url":"\\ud800"}',
    '{"url":"https://example.org/\\u0000"}',
    "\ufeff{}",
    "null",
    "",
    " ",
    "{",
  ),
);
const body = fc.oneof(
  { weight: 4, arbitrary: json.map((text) => Buffer.from(text, "utf8").toString("latin1")) },
  json.map((text) => gzipSync(text).toString("latin1")),
  fc.constant(gzipSync("[".repeat(100_000)).toString("latin1")),
  noise,
);

/** Headers that the application or a library in it looks at. */
const headerNames = [
  ...[
    "Cookie",
    "Host",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Request-Id",
    "Forwarded",
  ],
  ...[
    "X-Amzn-Trace-Id",
    "Idempotency-Key",
    "Accept",
    "Accept-Encoding",
    "If-None-Match",
    "If-Modified-Since",
  ],
  ...[
    "Range",
    "Expect",
    "Upgrade",
    "Connection",
    "Transfer-Encoding",
    "Content-Length",
    "Content-Encoding",
    "TE",
  ],
  ...["Authorization", "Origin", "X-HTTP-Method-Override", "Sec-WebSocket-Key", "Cache-Control", "__proto__"],
];
const headerValue = fc.oneof(
  noise,
  fc.constantFrom(
    "gzip",
    "chunked",
    "close",
    "upgrade",
    "100-continue",
    "*",
    "::1",
    "127.0.0.1, x",
    "https",
    "0",
    "-1",
  ),
  noise.map((text) => `session=s%3A${text}`),
  noise.map((text) => `session=j:${text}`),
  fc.uuid(),
);
const header = fc.tuple(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...headerNames) }, noise),
  headerValue,
);
const contentType = fc.oneof(
  { weight: 6, arbitrary: fc.constant("application/json") },
  fc.constantFrom(
    "application/json; charset=utf-8",
    "application/json; charset=utf-16",
    "application/json; charset=x",
    "application/problem+json",
    "text/plain",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    ";",
  ),
  noise,
);
const contentEncoding = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  fc.constantFrom("gzip", "deflate", "br", "identity", "zstd", "x", ""),
);

/** A request as bytes (Latin-1), more or less as HTTP wants it. Line ends in values are left to {@link mutated}. */
const wellFormed = fc
  .record({
    method: fc.oneof({ weight: 4, arbitrary: fc.constantFrom("GET", "POST") }, fc.constantFrom(...methods)),
    target,
    headers: fc.array(header, { maxLength: 5 }),
    contentType,
    contentEncoding,
    body,
    framing: fc.constantFrom("length", "length", "length", "chunked", "none"),
  })
  .map(({ method, target: path, headers, framing, ...content }) => {
    const withBody = framing !== "none" && method !== "GET" && method !== "HEAD";
    const clean = (text: string): string => text.replaceAll(/[\r\n\0]/g, "");
    const lines = [
      `${method} ${path.replaceAll(/[\r\n\0 ]/g, "")} HTTP/1.1`,
      "Host: short.test",
      ...headers.map(([name, value]) => `${clean(name).replaceAll(/[: ]/g, "") || "x"}: ${clean(value)}`),
    ];
    if (withBody) {
      lines.push(`Content-Type: ${clean(content.contentType)}`);
      if (content.contentEncoding !== undefined) lines.push(`Content-Encoding: ${content.contentEncoding}`);
      lines.push(
        framing === "chunked"
          ? "Transfer-Encoding: chunked"
          : `Content-Length: ${String(content.body.length)}`,
      );
    }
    const chunked = content.body === "" ? "" : `${content.body.length.toString(16)}\r\n${content.body}\r\n`;
    const sent = framing === "chunked" ? `${chunked}0\r\n\r\n` : content.body;
    return `${lines.join("\r\n")}\r\nConnection: close\r\n\r\n${withBody ? sent : ""}`;
  });

/** The same with some bytes taken out, or put in. */
const mutated = fc
  .tuple(
    wellFormed,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat({ max: 20 }),
        fc.oneof(bytes(6), fc.constantFrom("\r\n", "\n", "\0", " ", ":")),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  )
  .map(([request, edits]) =>
    edits.reduce((text, [at, removed, inserted]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + inserted + text.slice(start + removed);
    }, request),
  );

/** What a client may send, as Latin-1: requests, nearly requests, and bytes. */
export const anyRequest: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: wellFormed },
  { weight: 3, arbitrary: mutated },
  bytes(200),
);
