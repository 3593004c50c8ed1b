import * as z from "zod";
import { codePattern } from "../links/code.js";

/** A link as its owner sees it. */
export const linkAnswer = z.strictObject({
  code: z.string().regex(codePattern),
  url: z.string().describe("Where the link leads: an absolute URL in ASCII, http or https."),
  shortUrl: z.string().describe("The address to give away."),
  clicks: z.int().min(0).describe("Clicks that were counted until now."),
  createdAt: z.iso.datetime(),
});

/** A page of them. */
export const linksAnswer = z.strictObject({
  links: z.array(linkAnswer).describe("The visitor's own links, newest first."),
  next: z.string().nullable().describe("The cursor of the next page; null where this is the last."),
});

/** A refusal: https://www.rfc-editor.org/rfc/rfc9457 */
export const problemAnswer = z.strictObject({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  errors: z
    .array(
      z.strictObject({
        at: z.string().describe("JSON pointer into the body (#/url), or the query parameter (?limit)."),
        detail: z.string(),
      }),
    )
    .optional()
    .describe("Everything that is wrong with the input."),
  requestId: z.string().describe("As in the header X-Request-Id, and in the log."),
});

const checked = z.enum(["up", "read-only", "down"]);

/** Whether the process should be replaced. */
export const healthAnswer = z.strictObject({ status: z.enum(["up", "down"]), reason: z.string().optional() });

/** Whether it should get requests. */
export const readinessAnswer = z.strictObject({
  status: z.enum(["up", "degraded", "read-only", "down", "draining"]),
  checks: z.strictObject({ database: checked, cache: checked, queue: checked }),
});
