import fc from "fast-check";
import { expect, it } from "vitest";
import { ConfigError, loadConfig } from "./config.js";

const times = (variables: Record<string, string>) => loadConfig(variables).shutdown;

it.each([
  [{}, { delayMs: 5000, timeoutMs: 20_000, graceMs: 4000 }],
  [{ STOP_TIMEOUT_SECONDS: "10" }, { delayMs: 2500, timeoutMs: 5000, graceMs: 2000 }],
  [{ STOP_TIMEOUT_SECONDS: "120" }, { delayMs: 5000, timeoutMs: 110_000, graceMs: 4000 }],
  [
    { STOP_TIMEOUT_SECONDS: "60", SHUTDOWN_DELAY_SECONDS: "20" },
    { delayMs: 20_000, timeoutMs: 35_000 },
  ],
  [
    { STOP_TIMEOUT_SECONDS: "60", SHUTDOWN_TIMEOUT_SECONDS: "10" },
    { delayMs: 5000, timeoutMs: 10_000 },
  ],
  [
    { STOP_TIMEOUT_SECONDS: "30", SHUTDOWN_TIMEOUT_SECONDS: "24" },
    { delayMs: 1000, timeoutMs: 24_000 },
  ],
])("W5: divides the stop timeout %j", (variables, expected) => {
  expect(times(variables)).toMatchObject(expected);
});

it("W5: leaves a margin in every stop timeout that containers have, and no step without time", () => {
  for (let seconds = 2; seconds <= 120; seconds += 1) {
    const { delayMs, timeoutMs, graceMs } = times({ STOP_TIMEOUT_SECONDS: String(seconds) });
    expect(delayMs + timeoutMs + graceMs).toBeLessThan(seconds * 1000);
    expect(timeoutMs).toBeGreaterThanOrEqual(1000);
    expect(delayMs).toBeGreaterThan(0);
  }
});

it("W5: refuses times that do not fit into the stop timeout, whatever they are", () => {
  const given = fc.record({
    STOP_TIMEOUT_SECONDS: fc.integer({ min: 2, max: 120 }).map(String),
    SHUTDOWN_DELAY_SECONDS: fc.option(fc.integer({ min: 0, max: 300 }).map(String), { nil: "" }),
    SHUTDOWN_TIMEOUT_SECONDS: fc.option(fc.integer({ min: 1, max: 300 }).map(String), { nil: "" }),
  });
  fc.assert(
    fc.property(given, (variables) => {
      try {
        const { delayMs, timeoutMs } = times(variables);
        return delayMs + timeoutMs < Number(variables.STOP_TIMEOUT_SECONDS) * 1000 && timeoutMs >= 1000;
      } catch (error) {
        return error instanceof ConfigError;
      }
    }),
  );
  expect(() => times({ STOP_TIMEOUT_SECONDS: "10", SHUTDOWN_TIMEOUT_SECONDS: "10" })).toThrow(
    "SHUTDOWN_DELAY_SECONDS and SHUTDOWN_TIMEOUT_SECONDS: given default and 10, " +
      "allowed: together less than STOP_TIMEOUT_SECONDS (10), at least 1 of it for the timeout",
  );
});
