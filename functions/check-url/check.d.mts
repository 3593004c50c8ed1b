export interface CheckOptions {
  /** Public address, without a path. */
  readonly url: string;
  readonly request: typeof fetch;
  readonly log: Pick<Console, "log">;
}

/** @throws {Error} naming the address, what was expected and what was answered */
export function checkUrl(options: CheckOptions): Promise<void>;
