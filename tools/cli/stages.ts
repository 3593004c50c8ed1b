/** What is going on inside a stage, in a few words. */
export type Say = (activity: string) => void;

const INTERVAL_MS = 10_000;
const REDRAW_MS = 200;

export interface StagesOptions {
  /** How many there will be. @default not shown */
  readonly total?: number;
  /** @default standard output */
  readonly out?: NodeJS.WriteStream;
  /** After it is aborted, no stage begins, and one that ends with an error was interrupted and has not failed. */
  readonly signal?: AbortSignal | undefined;
}

interface Running {
  readonly label: string;
  readonly began: number;
  activity: string;
}

/**
 * Shows stages while they run, one after the other or side by side: number, title, what is running now, time taken. On
 * a terminal the lines of the running stages are updated in place; in a log each of them is written every ten seconds.
 */
export class Stages {
  private readonly started = Date.now();
  private readonly out: NodeJS.WriteStream;
  private readonly running = new Set<Running>();
  private readonly taken: { readonly title: string; readonly ms: number }[] = [];
  private timer: NodeJS.Timeout | undefined;
  private number = 0;
  /** Lines of running stages that are on the terminal. */
  private drawn = 0;

  constructor(private readonly options: StagesOptions = {}) {
    this.out = options.out ?? process.stdout;
  }

  /** @throws what the stage throws; the signal's reason where it was aborted before */
  async run<T>(title: string, action: (say: Say) => Promise<T>): Promise<T> {
    this.options.signal?.throwIfAborted();
    this.number += 1;
    const { total } = this.options;
    const number = total === undefined ? String(this.number) : `${this.number}/${total}`;
    const stage: Running = { label: `[${number}] ${title}`, began: Date.now(), activity: "" };
    this.begin(stage);
    try {
      const result = await action((activity) => {
        stage.activity = activity;
      });
      this.end(stage, "done in");
      return result;
    } catch (error) {
      this.end(stage, this.options.signal?.aborted === true ? "interrupted after" : "failed after");
      throw error;
    } finally {
      this.taken.push({ title, ms: Date.now() - stage.began });
    }
  }

  /** Writes above the lines of the running stages. */
  write(text: string): boolean {
    this.erase();
    this.out.write(text);
    this.draw();
    return true;
  }

  /** Time since the first stage. */
  elapsed(): string {
    return seconds(Date.now() - this.started);
  }

  /** How long each stage took, in the order in which they ended. */
  times(): string {
    const shown = this.taken.map(({ title, ms }) => ({ title, time: seconds(ms) }));
    const width = Math.max(0, ...shown.map(({ time }) => time.length));
    return shown.map(({ title, time }) => `  ${time.padStart(width)}  ${title}\n`).join("");
  }

  private begin(stage: Running): void {
    this.running.add(stage);
    if (this.out.isTTY) this.redraw();
    else this.out.write(`${line(stage)}\n`);
    this.timer ??= setInterval(
      () => {
        if (this.out.isTTY) this.redraw();
        else for (const one of this.running) this.out.write(`${line(one)}\n`);
      },
      this.out.isTTY ? REDRAW_MS : INTERVAL_MS,
    );
  }

  private end(stage: Running, mark: string): void {
    this.running.delete(stage);
    if (this.running.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
    this.write(`${stage.label}  ${mark} ${seconds(Date.now() - stage.began)}\n`);
  }

  private redraw(): void {
    this.erase();
    this.draw();
  }

  private erase(): void {
    if (this.drawn === 0) return;
    this.out.write(`\r\u001b[2K${"\u001b[1A\u001b[2K".repeat(this.drawn - 1)}`);
    this.drawn = 0;
  }

  private draw(): void {
    if (!this.out.isTTY || this.running.size === 0) return;
    const lines = [...this.running].map((stage) => line(stage).slice(0, this.out.columns - 1));
    this.out.write(lines.join("\n"));
    this.drawn = lines.length;
  }
}

function line({ label, began, activity }: Running): string {
  return `${label}  ${seconds(Date.now() - began)}${activity === "" ? "" : `  ${activity}`}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
