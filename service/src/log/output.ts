import { writeSync } from "node:fs";

/** Where gathered lines go. Bytes are only valid during the call. */
export interface Output {
  write(lines: Uint8Array): void;
}

/** Writes what it can at once and returns how many bytes that were; throws as `fs.writeSync` does. */
export type Write = (bytes: Uint8Array) => number;

export interface PatientOutputOptions {
  readonly write: Write;
  /** Bytes that wait at most to be written; lines beyond that are dropped. */
  readonly maxWaiting: number;
  /** Time in ms until writing is tried again. */
  readonly retryMs: number;
  /** Called with how many lines were dropped, once the reader reads again. */
  readonly onDropped: (lines: number) => void;
}

/**
 * Writes to somebody who may stop reading. Whole lines wait within a bound, then they are dropped and counted; nobody
 * waits for the reader, who must not be able to stop the service.
 */
export class PatientOutput implements Output {
  readonly #options: PatientOutputOptions;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PatientOutputOptions) {
    this.#options = options;
  }

  write(lines: Uint8Array): void {
    const before = this.#dropped;
    const written = this.#waiting.length > 0 ? 0 : this.#attempt(lines);
    if (written < lines.length) this.#wait(lines, written);
    else if (this.#dropped === before) this.#reportDropped();
  }

  /** Writes what is waiting, for this time in ms at most; what remains is lost. Blocks: for the end of the process. */
  finish(timeoutMs: number): void {
    const end = performance.now() + timeoutMs;
    const pause = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    while (!this.#drain() && performance.now() < end) Atomics.wait(pause, 0, 0, this.#options.retryMs);
  }

  #wait(lines: Uint8Array, written: number): void {
    const rest = lines.subarray(written);
    // The rest of a line that was begun is kept in any case.
    if (written === 0 && this.#waitingBytes + rest.length > this.#options.maxWaiting) {
      this.#dropped += countLines(rest);
    } else {
      // A copy; `slice` of a buffer is none.
      this.#waiting.push(new Uint8Array(rest));
      this.#waitingBytes += rest.length;
    }
    this.#timer ??= setInterval(() => this.#drain(), this.#options.retryMs).unref();
  }

  /** True once nothing waits any more. */
  #drain(): boolean {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const written = this.#attempt(first);
      this.#waitingBytes -= written;
      if (written < first.length) {
        this.#waiting[0] = first.subarray(written);
        return false;
      }
      this.#waiting.shift();
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#reportDropped();
    return true;
  }

  #reportDropped(): void {
    const dropped = this.#dropped;
    this.#dropped = 0;
    if (dropped > 0) this.#options.onDropped(dropped);
  }

  #attempt(bytes: Uint8Array): number {
    try {
      return this.#options.write(bytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Nobody is there to read, or there is no room: nothing will be better for these lines later.
      if (code !== "EAGAIN") this.#dropped += countLines(bytes);
      return code === "EAGAIN" ? 0 : bytes.length;
    }
  }
}

/**
 * Writes to standard output without waiting. Node.js makes a pipe or a socket non-blocking when it makes the stream of
 * it: then a write that finds no room fails with EAGAIN. Files take everything at once.
 * https://nodejs.org/api/process.html#a-note-on-process-io
 */
export function standardOutput(): Write {
  const { fd } = process.stdout;
  return (bytes) => writeSync(fd, bytes);
}

const lineFeed = 0x0a;

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === lineFeed) lines += 1;
  return lines;
}
