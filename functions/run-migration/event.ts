/** What a call of the function is given, and answers: the answer of one call is what the next is given. */
export interface MigrationEvent {
  /** ARN of a revision, or a family: its newest revision then. */
  readonly taskDefinition: string;
  /** Image that the task runs, another version of the one that the task definition names. @default the one it names */
  readonly image?: string;
  /** How many calls wait for the task, this one included; the last one fails. @default any number */
  readonly calls?: number;
  /** ARN of the task that an earlier call has started. */
  readonly task?: string;
  /** How the task was left. Absent: nothing has been started. */
  readonly state?: "running" | "succeeded";
}
