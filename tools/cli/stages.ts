/** What is going on inside a stage, in a few words. */
export type Say = (activity: string) => void;

const INTERVAL_MS = 10_000;

/**
 * Shows a sequence of stages while they run: number, title, what is running now, time taken. On a terminal the
 * current line is updated in place; in a log a line is written every ten seconds.
 */
export class Stages {
  private readonly started = Date.now();
  private number = 0;

  constructor(
    private readonly total: number,
    private readonly out: NodeJS.WriteStream = process.stdout,
  ) {}

  async run<T>(title: string, action: (say: Say) => Promise<T>): Promise<T> {
    this.number += 1;
    const began = Date.now();
    const label = `[${this.number}/${this.total}] ${title}`;
    let activity = "";
    const show = () => {
      const line = `${label}  ${seconds(began)}${activity === "" ? "" : `  ${activity}`}`;
      if (this.out.isTTY) this.out.write(`\r\u001b[2K${line.slice(0, this.out.columns - 1)}`);
      else this.out.write(`${line}\n`);
    };
    show();
    const timer = setInterval(show, this.out.isTTY ? 200 : INTERVAL_MS);
    const finish = (mark: string) => {
      clearInterval(timer);
      this.out.write(`${this.out.isTTY ? "\r\u001b[2K" : ""}${label}  ${mark} ${seconds(began)}\n`);
    };
    try {
      const result = await action((now) => {
        activity = now;
      });
      finish("done in");
      return result;
    } catch (error) {
      finish("failed after");
      throw error;
    }
  }

  /** Time since the first stage. */
  elapsed(): string {
    return seconds(this.started);
  }
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
