import { ConfigurationError } from "../../environments/config/problems";
import { ExpectedError } from "../cli/expected-error";

/** Something that is done after other things. */
export interface Ordered {
  readonly id: string;
  /** Ids of what is done before; an id that is not among the things does not count. */
  readonly after: readonly string[];
}

export interface OrderOptions<T> {
  /** How many are done at the same time. */
  readonly atOnce: number;
  /** When it is aborted, nothing new begins. */
  readonly signal?: AbortSignal | undefined;
  /** Is told what has not begun because something else has failed, or because of the signal. */
  readonly notBegun?: (thing: T) => void;
}

/** Several of the things that were done at the same time have failed. */
export class SeveralFailures extends ExpectedError {
  override readonly name = "SeveralFailures";
  override readonly exitCode: number;

  constructor(failures: readonly { readonly id: string; readonly error: unknown }[]) {
    super(failures.map(({ id, error }) => `${id}: ${described(error)}`).join("\n\n"));
    const codes = failures.map(({ error }) => (error instanceof ExpectedError ? error.exitCode : 1));
    this.exitCode = Math.min(...codes);
  }
}

function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const expected = error instanceof ExpectedError || error instanceof ConfigurationError;
  return expected ? error.message : (error.stack ?? error.message);
}

/**
 * Does something with each of several things, at the same time where none comes after the other. After a failure, or an
 * interrupt, nothing new begins, and what has begun ends in its own way.
 *
 * @throws the failure; {SeveralFailures} where there are several; the signal's reason after an interrupt
 */
export async function inOrder<T extends Ordered>(
  things: readonly T[],
  action: (thing: T) => Promise<unknown>,
  { atOnce, signal, notBegun = () => undefined }: OrderOptions<T>,
): Promise<void> {
  const open = new Set(things.map(({ id }) => id));
  const waiting = new Set(things);
  const running = new Set<Promise<void>>();
  const failures: { id: string; error: unknown }[] = [];
  const begin = (thing: T) => {
    waiting.delete(thing);
    const work: Promise<void> = action(thing)
      .then(
        () => void open.delete(thing.id),
        (error: unknown) => void failures.push({ id: thing.id, error }),
      )
      .finally(() => running.delete(work));
    running.add(work);
  };
  for (;;) {
    if (failures.length === 0 && signal?.aborted !== true) {
      const ready = [...waiting].filter(({ after }) => !after.some((id) => open.has(id)));
      ready.slice(0, atOnce - running.size).forEach(begin);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  waiting.forEach(notBegun);
  // What ended because of the interrupt has not failed.
  const failed =
    signal?.aborted === true ? failures.filter(({ error }) => error instanceof ExpectedError) : failures;
  const [first, ...others] = failed;
  if (first !== undefined) throw others.length === 0 ? first.error : new SeveralFailures(failed);
  signal?.throwIfAborted();
  if (waiting.size > 0) {
    throw new Error(`each of these comes after another: ${[...waiting].map(({ id }) => id).join(", ")}`);
  }
}

/** The same things, each after those that came after it, directly or not. */
export function reversed<T extends Ordered>(things: readonly T[]): T[] {
  const before = new Map(things.map(({ id, after }) => [id, after]));
  const comesAfter = (id: string, other: string, seen = new Set<string>()): boolean =>
    (before.get(id) ?? []).some(
      (one) => one === other || (!seen.has(one) && comesAfter(one, other, seen.add(one))),
    );
  return things.map((thing) => ({
    ...thing,
    after: things.filter(({ id }) => comesAfter(id, thing.id)).map(({ id }) => id),
  }));
}
