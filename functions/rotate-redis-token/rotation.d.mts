import type { ElastiCache } from "@aws-sdk/client-elasticache";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";

/** What Secrets Manager calls the function with. */
export interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  /** Id of the version that is to become current. */
  readonly ClientRequestToken: string;
}

export interface RotationOptions {
  readonly secrets: Pick<
    SecretsManager,
    "describeSecret" | "getSecretValue" | "putSecretValue" | "getRandomPassword" | "updateSecretVersionStage"
  >;
  readonly cache: Pick<ElastiCache, "describeReplicationGroups" | "modifyReplicationGroup">;
  readonly replicationGroupId: string;
  /** Waits for so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/** A handler of the four steps of a rotation. */
export function rotation(options: RotationOptions): (event: RotationEvent) => Promise<void>;
