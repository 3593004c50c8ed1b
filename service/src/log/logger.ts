import { pino, type Logger } from "pino";
import type { Config } from "../config/config.js";
import { LineBuffer } from "./lineBuffer.js";
import { PatientOutput, standardOutput } from "./output.js";

export type { Logger } from "pino";

/** Lines are gathered up to this size in bytes, and no longer than this time, before they are written. */
const bufferSize = 32_768;
const maxBufferMs = 200;

/** While standard output is not read, lines up to this size in bytes wait, and writing them is tried this often. */
const maxWaiting = 1_048_576;
const retryMs = 10;
/** Time in ms that lines which still wait get at the end of the process. */
const finishMs = 250;

/** A logger that writes one JSON object per line to stdout; lines still buffered are written at exit. */
export function createLogger(config: Pick<Config, "environment" | "service" | "logLevel">): Logger {
  const output = new PatientOutput({
    write: standardOutput(),
    maxWaiting,
    retryMs,
    onDropped: (dropped) => {
      logger.warn({ dropped }, "log lines were dropped: standard output was not read");
    },
  });
  const buffer = new LineBuffer(output, bufferSize, maxBufferMs);
  process.on("exit", () => {
    buffer.flush();
    output.finish(finishMs);
    // It may just have been said that lines were dropped.
    buffer.flush();
  });
  const logger = pino(
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
  return logger;
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
