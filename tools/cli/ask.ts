import { createInterface } from "node:readline/promises";
import { ExpectedError } from "./expected-error";

/** The person at the keyboard, or nobody there, did not say yes. */
export class DeclinedError extends ExpectedError {
  override readonly name = "DeclinedError";
}

/**
 * Asks at the terminal, and goes on only with the wanted answer.
 *
 * @param question ends without a space
 * @param wanted what has to be typed
 * @param otherwise how to answer where nobody can be asked, such as `--yes`
 * @throws {DeclinedError}
 */
export async function ask(
  question: string,
  wanted: string,
  otherwise: string,
  { signal, input = process.stdin, output = process.stdout }: AskOptions = {},
): Promise<void> {
  if (!input.isTTY)
    throw new DeclinedError(`Nobody can be asked here; nothing was changed. Answer with ${otherwise}.`);
  const terminal = createInterface({ input, output });
  // The terminal sends Ctrl-C to whoever asks, as a character.
  terminal.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const answer = await (signal === undefined
      ? terminal.question(`${question} `)
      : terminal.question(`${question} `, { signal }));
    if (answer.trim() !== wanted)
      throw new DeclinedError(`Not confirmed ("${wanted}" was wanted); nothing was changed.`);
  } finally {
    terminal.close();
  }
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly input?: NodeJS.ReadStream;
  readonly output?: NodeJS.WriteStream;
}
