import { ConfigurationError } from "../../environments/config/problems";
import { killAll, stillEnding } from "../process/run";
import { ExpectedError } from "./expected-error";

const EXPECTED = [ExpectedError, ConfigurationError];
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** npm passes on what the terminal has sent to this process already: one key press arrives twice. */
const ONE_KEY_PRESS_MS = 500;

// The AWS SDK is pinned to a version that supports Node 20; its notice about later ones is not the user's concern.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

/**
 * Runs the main function of a tool. The first signal asks it to stop and clean up. Terraform then ends in its own way,
 * which takes seconds or some minutes: it writes its states and releases its locks. While it does, a further signal
 * kills nothing where nobody can be asked (continuous integration sends several within seconds); at a terminal the second
 * one says what would be lost, and the third one kills. Without Terraform, the second one ends the tool at once. In no
 * case does a program that it started outlive it.
 */
export function onInterrupt(main: (signal: AbortSignal) => Promise<void>): void {
  const controller = new AbortController();
  const interrupts = new Interrupts(controller, {
    attended: process.stdin.isTTY && process.env["CI"] === undefined,
    say: (line) => {
      console.error(line);
    },
    exit: (code) => process.exit(code),
  });
  // A terminal that was closed can't be written to; that must not end this process before Terraform has ended.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  for (const [name, code] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      interrupts.received(code);
    });
  }
  process.on("exit", killAll);
  main(controller.signal).catch((error: unknown) => {
    const expected = EXPECTED.some((type) => error instanceof type);
    if (controller.signal.aborted && !expected) return;
    process.exitCode = error instanceof ExpectedError ? error.exitCode : 1;
    console.error(expected ? (error as Error).message : error);
  });
}

interface Surroundings {
  /** Whether somebody sits at the terminal. */
  readonly attended: boolean;
  readonly say: (line: string) => void;
  readonly exit: (code: number) => void;
  /** What is still ending in its own way. */
  readonly ending?: () => readonly string[];
  readonly now?: () => number;
}

/** What each further signal does. */
export class Interrupts {
  private last = -Infinity;
  private warned = false;

  constructor(
    private readonly controller: AbortController,
    private readonly around: Surroundings,
  ) {}

  /** @param code exit code that stands for the signal */
  received(code: number): void {
    const { attended, say, exit, ending = stillEnding, now = Date.now } = this.around;
    const before = this.last;
    this.last = now();
    if (!this.controller.signal.aborted) {
      process.exitCode = code;
      this.controller.abort(new Error("interrupted"));
      const stacks = ending();
      say(
        stacks.length === 0
          ? "\nInterrupted: cleaning up. Once more to stop at once."
          : `\nInterrupted: Terraform ends in its own way, and writes what it has made into the state of ${stacks.join(", ")}. ` +
              "This takes seconds, sometimes minutes.",
      );
      return;
    }
    if (this.last - before < ONE_KEY_PRESS_MS) return;
    const stacks = ending();
    if (stacks.length === 0 || (attended && this.warned)) {
      exit(code);
      return;
    }
    this.warned = true;
    say(
      attended
        ? `Terraform is still at work on ${stacks.join(", ")}. Killed now, it leaves things in AWS that no state knows, ` +
            `and locks: ${stacks.map((stack) => `npm run recover -- ${stack} --force-unlock`).join("; ")} would be next. ` +
            "Once more to kill it all the same."
        : `Still waiting for Terraform to write the state of ${stacks.join(", ")}.`,
    );
  }
}
