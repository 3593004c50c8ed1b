import { createHash } from "node:crypto";

declare module "express-session" {
  interface SessionData {
    /** Owns the links made in this session; absent until the first is made. */
    visitor: string;
  }
}

/** The visitor of a session: a hash (43 characters), so that no row in the database gives a session away. */
export function visitorOf(sessionId: string): string {
  return createHash("sha256").update(sessionId).digest("base64url");
}
