/** What each layer adds to the ones before it. */
export const layerNames = {
  http: "HTTP server of Node.js alone",
  express: "Express: the yardstick",
  answer: "an answer written at once, without ETag",
  observe: "request id, latency, metrics (no log)",
  log: "a log line for each request",
  headers: "security headers",
  application: "all routes, closing while draining, last answer",
} as const;

export type LayerName = keyof typeof layerNames;
