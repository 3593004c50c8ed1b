import type { SecretsManager } from "@aws-sdk/client-secrets-manager";

/** What Secrets Manager calls the function with. */
export interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  /** Id of the version that is to become current. */
  readonly ClientRequestToken: string;
}

/** The database that takes writes. */
export interface Writer {
  /** What messages call it. */
  readonly name: string;
  /** Whether it is available and no change of it is pending. */
  readonly settled: () => Promise<boolean>;
  readonly setPassword: (password: string) => Promise<unknown>;
}

export interface RotationOptions {
  readonly secrets: Pick<
    SecretsManager,
    "describeSecret" | "getSecretValue" | "putSecretValue" | "getRandomPassword" | "updateSecretVersionStage"
  >;
  /** Finds the database that takes writes. */
  readonly database: () => Promise<Writer>;
  /** Waits for so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/** A handler of the four steps of a rotation. */
export function rotation(options: RotationOptions): (event: RotationEvent) => Promise<void>;
