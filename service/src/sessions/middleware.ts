import type { RequestHandler } from "express";
import session from "express-session";
import type { KeyValueStore } from "../cache/keyValueStore.js";
import { SessionStore } from "./sessionStore.js";

const maxAgeSeconds = 30 * 24 * 60 * 60;

/**
 * Sessions of visitors: a signed cookie, renewed by use, that begins with the first link a visitor makes.
 *
 * @param secrets looked at with each request, so that they may change: the first signs, all verify
 */
export function sessions(store: KeyValueStore, secrets: readonly string[]): RequestHandler {
  return session({
    name: "session",
    // It is kept as it is, and not copied.
    secret: secrets as string[],
    store: new SessionStore(store, maxAgeSeconds),
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: "lax", secure: "auto", maxAge: maxAgeSeconds * 1000 },
  });
}
