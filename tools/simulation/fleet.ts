/** What one minute was like, as metrics show it a minute later. */
export interface Minute {
  readonly requests: number;
  readonly running: number;
  /** Average CPU use, in percent. */
  readonly cpu: number;
  /** Requests that waited for the next minute. */
  readonly late: number;
  /** Requests that waited for a minute, and in vain. */
  readonly dropped: number;
}

/** Requests that a task serves in a minute at full CPU use. */
export const CAPACITY_PER_TASK = 1500;
/** From the decision to start a task until it gets requests: image, start, health checks. */
const START_MINUTES = 2;

/**
 * The tasks of a service and the requests they serve. What is not served within a minute waits for the next one, and is
 * dropped there if it is not served then: somebody has pressed "reload".
 */
export class Fleet {
  readonly history: Minute[] = [];
  private running: number;
  /** Minutes at which tasks that were started begin to serve. */
  private starting: number[] = [];
  private waiting = 0;

  constructor(
    private min: number,
    private readonly max: number,
  ) {
    this.running = min;
  }

  /** Tasks that run or are being started. */
  get desired(): number {
    return this.running + this.starting.length;
  }

  get minimum(): number {
    return this.min;
  }

  set minimum(tasks: number) {
    this.min = tasks;
    this.set(this.desired);
  }

  /** Changes the number of tasks, within the bounds. */
  set(tasks: number): void {
    const wanted = Math.min(Math.max(tasks, this.min), this.max);
    while (this.desired < wanted) this.starting.push(this.history.length + START_MINUTES);
    while (this.desired > wanted) {
      if (this.starting.length > 0) this.starting.pop();
      else this.running -= 1;
    }
  }

  serve(requests: number): void {
    const ready = this.starting.filter((minute) => minute <= this.history.length).length;
    this.running += ready;
    this.starting = this.starting.slice(ready);
    const capacity = this.running * CAPACITY_PER_TASK;
    const dropped = Math.max(0, this.waiting - capacity);
    const left = capacity - (this.waiting - dropped);
    const late = Math.max(0, requests - left);
    const served = capacity - Math.max(0, left - requests);
    this.history.push({ requests, running: this.running, cpu: (100 * served) / capacity, late, dropped });
    this.waiting = late;
  }
}
