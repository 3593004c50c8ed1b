/** Where gathered lines go. */
export interface Output {
  write(text: string): unknown;
}

/**
 * Gathers lines, because each write is a system call, which costs more than making the line. The buffer that pino
 * offers measures what it holds anew with each line; under load that costs more than it saves.
 */
export class LineBuffer {
  readonly #output: Output;
  readonly #maxLength: number;
  #lines: string[] = [];
  #length = 0;

  /**
   * @param maxLength characters that are gathered at most
   * @param intervalMs time in ms that a line is kept at most
   */
  constructor(output: Output, maxLength: number, intervalMs: number) {
    this.#output = output;
    this.#maxLength = maxLength;
    setInterval(() => {
      this.flush();
    }, intervalMs).unref();
  }

  write(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length >= this.#maxLength) this.flush();
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join("");
    this.#lines = [];
    this.#length = 0;
    this.#output.write(text);
  }
}
