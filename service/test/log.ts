import { pino } from "pino";
import type { Logger } from "../src/log/logger.js";

/** A logger whose lines a test can read. */
export function createTestLog(): { log: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  return { log: pino({ level: "debug" }, { write }), lines };
}

export const silentLog: Logger = pino({ level: "silent" });
