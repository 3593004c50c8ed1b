import * as z from "zod";
import { decodeCursor } from "./cursor.js";
import { targetUrl } from "./targetUrl.js";

const maxLimit = 100;

/** The query of a list of links. */
export const listQuery = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `allowed is a whole number from 1 to ${String(maxLimit)}`)
    .transform(Number)
    .refine((limit) => limit <= maxLimit, `allowed is a whole number from 1 to ${String(maxLimit)}`)
    .default(20),
  cursor: z
    .string()
    .transform((text, context) => {
      const id = decodeCursor(text);
      if (id === undefined)
        context.addIssue({ code: "custom", message: "allowed is a cursor from `next`", input: text });
      return id;
    })
    .optional(),
});

/** The body of a request for a new link. @param ownHosts hosts of this service, to which no link may lead */
export const linkInput = (ownHosts: readonly string[]) => z.strictObject({ url: targetUrl(ownHosts) });

/** An `Idempotency-Key`: visible ASCII characters. */
export const idempotencyKeyPattern = /^[!-~]{1,255}$/;
