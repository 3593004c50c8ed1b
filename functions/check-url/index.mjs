import { checkUrl } from "./check.mjs";

/** A canary of CloudWatch Synthetics succeeds where its handler returns, and fails where it throws. */
export const handler = () => checkUrl({ url: process.env.CHECKED_URL, request: fetch, log: console });
