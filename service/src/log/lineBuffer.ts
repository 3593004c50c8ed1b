import type { Output } from "./output.js";

/** UTF-8 takes at most this many bytes for one UTF-16 code unit. */
const maxBytesPerUnit = 3;

/**
 * Gathers lines, because each write is a system call, which costs more than making the line. The buffer that pino
 * offers measures what it holds anew with each line. Lines are copied into one block of memory: kept as strings they
 * would outlive the garbage collector's young generation, which costs 3 % of the throughput.
 */
export class LineBuffer {
  readonly #output: Output;
  readonly #bytes: Buffer;
  #used = 0;

  /**
   * @param size bytes that are gathered at most
   * @param intervalMs time in ms that a line is kept at most
   */
  constructor(output: Output, size: number, intervalMs: number) {
    this.#output = output;
    this.#bytes = Buffer.allocUnsafe(size);
    setInterval(() => {
      this.flush();
    }, intervalMs).unref();
  }

  write(line: string): void {
    const needed = line.length * maxBytesPerUnit;
    if (this.#used + needed > this.#bytes.length) this.flush();
    if (needed > this.#bytes.length) this.#output.write(Buffer.from(line));
    else this.#used += this.#bytes.write(line, this.#used);
  }

  flush(): void {
    if (this.#used === 0) return;
    const lines = this.#bytes.subarray(0, this.#used);
    this.#used = 0;
    this.#output.write(lines);
  }
}
