import { inOrder, type OrderOptions, type Ordered } from "../process/in-order";
import { type Say, Stages } from "./stages";

/** A stage that comes after others. */
export interface Step extends Ordered {
  readonly title: string;
  readonly run: (say: Say) => Promise<unknown>;
}

export interface StepsOptions extends Pick<OrderOptions<Step>, "atOnce" | "signal"> {
  /** @default standard output */
  readonly out?: NodeJS.WriteStream;
}

/** Steps of which each runs as soon as those before it are done, with a stage for each. */
export class Steps {
  readonly stages: Stages;

  constructor(
    private readonly steps: readonly Step[],
    private readonly options: StepsOptions,
  ) {
    const { out, signal } = options;
    this.stages = new Stages({ total: steps.length, signal, ...(out && { out }) });
  }

  /** @throws as {@link inOrder} */
  async run(): Promise<void> {
    await inOrder(this.steps, ({ title, run }) => this.stages.run(title, run), {
      ...this.options,
      notBegun: ({ title }) => this.stages.write(`not begun: ${title}\n`),
    });
  }
}

/** Tells in one line what several things do that run side by side. */
export class SideBySide {
  private readonly activities = new Map<string, string>();

  constructor(private readonly say: Say) {}

  /** Does one of them. */
  async run<T>(id: string, action: (say: Say) => Promise<T>): Promise<T> {
    this.set(id, "");
    try {
      return await action((activity) => this.set(id, activity));
    } finally {
      this.activities.delete(id);
      this.tell();
    }
  }

  private set(id: string, activity: string): void {
    this.activities.set(id, activity);
    this.tell();
  }

  private tell(): void {
    const parts = [...this.activities].map(([id, activity]) => (activity === "" ? id : `${id}: ${activity}`));
    this.say(parts.join(", "));
  }
}
