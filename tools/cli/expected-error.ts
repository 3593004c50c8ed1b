/** Something that can go wrong without a bug: its message says what to do, and a stack trace would not help. */
export class ExpectedError extends Error {
  /** Exit code of the command that ends with it. */
  readonly exitCode: number = 1;
}
