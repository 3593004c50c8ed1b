import { destination, pino, type Logger } from "pino";
import type { Config } from "../config/config.js";
import { LineBuffer } from "./lineBuffer.js";

export type { Logger } from "pino";

/** Lines are gathered up to this size in bytes, and no longer than this time, before they are written. */
const bufferSize = 32_768;
const maxBufferMs = 200;

/** A logger that writes one JSON object per line to stdout; lines still buffered are written at exit. */
export function createLogger(config: Pick<Config, "environment" | "service" | "logLevel">): Logger {
  // Synchronous: a write that is still under way when the process ends would be lost.
  const stdout = destination({ dest: 1, sync: true });
  const buffer = new LineBuffer(stdout, bufferSize, maxBufferMs);
  process.on("exit", () => {
    buffer.flush();
  });
  return pino(
    {
      level: config.logLevel,
      base: {
        service: config.service.name,
        version: config.service.version,
        environment: config.environment,
      },
      formatters: { level: (label) => ({ level: label }) },
      timestamp,
    },
    buffer,
  );
}

let lastTime = 0;
let lastTimestamp = "";

/** The time in ISO 8601; writing it out is costly, and under load many lines share a millisecond. */
function timestamp(): string {
  const now = Date.now();
  if (now !== lastTime) {
    lastTime = now;
    lastTimestamp = `,"time":"${new Date(now).toISOString()}"`;
  }
  return lastTimestamp;
}
