import type { Statement } from "../security/policy-document";

/** A secret and the key that encrypts it. */
export interface SecretReference {
  readonly secretArn: string;
  readonly keyArn: string;
}

/** What containers are told about something they use, and what their task has to be allowed for that. */
export interface TaskSettings {
  /** Plain environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variable → ARN of a secret, or of one key of a JSON secret (`<arn>:<key>::`). */
  readonly secrets: Readonly<Record<string, string>>;
  /** What ECS reads to fill those in. */
  readonly reads: readonly SecretReference[];
  /** What the application itself reads: secrets that change while it runs. */
  readonly rereads: readonly SecretReference[];
  /** What else the application itself may do. */
  readonly statements: readonly Statement[];
}

const NONE: TaskSettings = { environment: {}, secrets: {}, reads: [], rereads: [], statements: [] };

/** Several settings as one. */
export function combine(...settings: readonly Partial<TaskSettings>[]): TaskSettings {
  return settings.reduce<TaskSettings>(
    (all, { environment = {}, secrets = {}, reads = [], rereads = [], statements = [] }) => ({
      environment: { ...all.environment, ...environment },
      secrets: { ...all.secrets, ...secrets },
      reads: [...all.reads, ...reads],
      rereads: [...all.rereads, ...rereads],
      statements: [...all.statements, ...statements],
    }),
    NONE,
  );
}
