import * as z from "zod";
import { codePattern } from "../links/code.js";
import { idempotencyKeyPattern, linkInput, listQuery } from "../links/input.js";
import { healthAnswer, linkAnswer, linksAnswer, problemAnswer, readinessAnswer } from "./answers.js";

type Json = Readonly<Record<string, unknown>>;

const answers = {
  Link: linkAnswer,
  Links: linksAnswer,
  Problem: problemAnswer,
  Health: healthAnswer,
  Readiness: readinessAnswer,
} as const;
type AnswerName = keyof typeof answers;

const reference = (name: string): string => `#/components/schemas/${name}`;

/** Schemas of zod as JSON Schema, which OpenAPI takes since version 3.1; they refer to each other by name. */
function schemasOf(named: Readonly<Record<string, z.ZodType>>, io: "input" | "output"): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: reference });
  // The document says where each is, and which version of JSON Schema it is.
  const said = ["$schema", "$id"];
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [
      id,
      Object.fromEntries(Object.entries(schema).filter(([keyword]) => !said.includes(keyword))),
    ]),
  );
}

const noBody = (description: string, headers?: Json): Json => ({ description, ...(headers && { headers }) });
const json = (name: AnswerName, description: string, headers?: Json): Json => ({
  ...noBody(description, headers),
  content: { "application/json": { schema: { $ref: reference(name) } } },
});
const header = (description: string): Json => ({ description, schema: { type: "string" } });
const retryAfter = { "Retry-After": header("Seconds after which it may be tried again.") };

const refusals = {
  400: "The request is not valid.",
  404: "There is no such link, or it is another visitor's.",
  413: "The body is too large.",
  415: "The body is no plain JSON.",
  422: "The Idempotency-Key was used for another URL.",
  429: "Too many requests from this address.",
  503: "The database is not available, or can only be read.",
} as const;

/** Answers with problem documents. */
function refused(...statuses: readonly (keyof typeof refusals)[]): Json {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: refusals[status],
        ...((status === 429 || status === 503) && { headers: retryAfter }),
        content: { "application/problem+json": { schema: { $ref: reference("Problem") } } },
      },
    ]),
  );
}

const code = {
  name: "code",
  in: "path",
  required: true,
  schema: { type: "string", pattern: codePattern.source },
};
const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "Makes one link, however often the request is repeated within a day; a new key, such as a UUID, for each link.",
  schema: { type: "string", pattern: idempotencyKeyPattern.source },
};

/** Each parameter of the query with its own schema. */
function queryParameters(schema: z.ZodType): Json[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([name, property]) => ({ name, in: "query", schema: property }));
}

function paths(): Json {
  const health = (operationId: string, summary: string, name: AnswerName) => ({
    get: {
      operationId,
      summary,
      responses: { 200: json(name, "Yes."), 503: json(name, "No, and why.") },
    },
  });
  return {
    "/": {
      get: {
        operationId: "greet",
        summary: "Greets",
        responses: {
          200: { description: "A greeting.", content: { "text/plain": { schema: { type: "string" } } } },
        },
      },
    },
    "/l/{code}": {
      parameters: [code],
      get: {
        operationId: "follow",
        summary: "Follows a link; the click is counted within seconds",
        responses: {
          302: noBody("Leads to the URL.", { Location: header("The URL.") }),
          ...refused(404, 429, 503),
        },
      },
    },
    "/healthz": health("health", "Whether this process should be kept", "Health"),
    "/readyz": health("readiness", "Whether this process should get requests", "Readiness"),
    "/readyz/writes": health(
      "writeReadiness",
      "Whether this process should get requests that write",
      "Readiness",
    ),
    "/api/links": {
      get: {
        operationId: "listLinks",
        summary: "The visitor's own links, newest first",
        parameters: queryParameters(listQuery),
        responses: {
          200: json("Links", "A page of them; the header Link leads to the next."),
          ...refused(400, 429, 503),
        },
      },
      post: {
        operationId: "createLink",
        summary: "Makes a link; the first one begins the visitor's session, a cookie",
        parameters: [idempotencyKey],
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: reference("NewLink") } } },
        },
        responses: {
          201: json("Link", "The link.", { Location: header("Where it is among the visitor's links.") }),
          ...refused(400, 413, 415, 422, 429, 503),
        },
      },
    },
    "/api/links/{code}": {
      parameters: [code],
      get: {
        operationId: "showLink",
        summary: "One of the visitor's own links",
        responses: { 200: json("Link", "The link."), ...refused(404, 429, 503) },
      },
      delete: {
        operationId: "deleteLink",
        summary: "Deletes one of the visitor's own links",
        responses: { 204: noBody("It is deleted."), ...refused(404, 429, 503) },
      },
    },
  };
}

/** What the service offers, made of the schemas that check its input. https://spec.openapis.org/oas/v3.1.1 */
export function openApiDocument() {
  return {
    openapi: "3.1.1",
    info: {
      title: "webapp",
      version: "1",
      description: "A link shortener. Whatever is refused is answered with a problem document (RFC 9457).",
    },
    paths: paths(),
    components: {
      schemas: { ...schemasOf(answers, "output"), ...schemasOf({ NewLink: linkInput([]) }, "input") },
    },
  };
}
