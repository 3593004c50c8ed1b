import { ConfigurationError } from "../../environments/config/problems";
import { killAll } from "../process/run";
import { ExpectedError } from "./expected-error";

const EXPECTED = [ExpectedError, ConfigurationError];
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

// The AWS SDK is pinned to a version that supports Node 20; its notice about later ones is not the user's concern.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

/**
 * Runs the main function of a tool. The first interrupt asks it to stop and clean up, a second one ends it at
 * once; in no case does a program that it started outlive it.
 */
export function onInterrupt(main: (signal: AbortSignal) => Promise<void>): void {
  const controller = new AbortController();
  for (const [name, code] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(code);
      process.exitCode = code;
      console.error("\nInterrupted: cleaning up. Once more to stop at once.");
      controller.abort(new Error("interrupted"));
    });
  }
  process.on("exit", killAll);
  main(controller.signal).catch((error: unknown) => {
    if (controller.signal.aborted) return;
    process.exitCode = error instanceof ExpectedError ? error.exitCode : 1;
    console.error(EXPECTED.some((type) => error instanceof type) ? (error as Error).message : error);
  });
}
