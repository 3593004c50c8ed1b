import { destination, pino, stdTimeFunctions, type Logger } from "pino";
import type { Config } from "../config/config.js";

export type { Logger } from "pino";

/** Lines are gathered up to this size, and no longer than this time, before one write to stdout. */
const bufferBytes = 4096;
const flushIntervalMs = 200;

/** A logger that writes one JSON object per line to stdout; lines still buffered are written at exit. */
export function createLogger(config: Pick<Config, "environment" | "service" | "logLevel">): Logger {
  const stdout = destination({ dest: 1, sync: false, minLength: bufferBytes });
  setInterval(() => {
    stdout.flush();
  }, flushIntervalMs).unref();
  return pino(
    {
      level: config.logLevel,
      base: {
        service: config.service.name,
        version: config.service.version,
        environment: config.environment,
      },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: stdTimeFunctions.isoTime,
    },
    stdout,
  );
}
