import type { SecretsManager } from "@aws-sdk/client-secrets-manager";

/**
 * Rotation of a secret, in the four steps that Secrets Manager calls. Every step may be called again: it then finds
 * done what is done. What is rotated, a password or a key, says how its value is made and put into use.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */

/** A call of Secrets Manager. */
export interface StepEvent {
  readonly Step: string;
  readonly SecretId: string;
  /** Id of the version that is to become current. */
  readonly ClientRequestToken: string;
}

/** A call of the deployment that has made what the secret gives access to. */
export interface RotateNowEvent {
  /** ARN of a secret whose rotation is not to wait for its schedule. */
  readonly rotateNow: string;
}

export interface Values {
  /** The value that is to become current. */
  readonly pending: string;
  readonly current: string;
  /** The one before; undefined where there was none. */
  readonly previous: string | undefined;
}

/** What the secret's value is put into use by. */
export interface Rotated {
  /** @param random text of letters and digits that nobody knows, of a length in characters */
  next(current: string, random: (length: number) => Promise<string>): Promise<string>;
  /** Puts the pending value into use; repeated, changes nothing. */
  set(values: Values): Promise<void>;
  /** Rejects where the pending value is not in use. */
  test(pending: string): Promise<void>;
}

export interface RotationOptions {
  readonly secrets: Pick<
    SecretsManager,
    | "describeSecret"
    | "getRandomPassword"
    | "getSecretValue"
    | "putSecretValue"
    | "rotateSecret"
    | "updateSecretVersionStage"
  >;
  readonly rotated: Rotated;
  readonly pause: Pause;
}

/** Waits for so many milliseconds. */
export type Pause = (milliseconds: number) => Promise<unknown>;

const CURRENT = "AWSCURRENT";
const PENDING = "AWSPENDING";
const PREVIOUS = "AWSPREVIOUS";

/** Longest wait for AWS, in milliseconds; the function's own timeout is longer. */
const PATIENCE_MS = 12 * 60 * 1000;
const PAUSE_MS = 10_000;

/** Waits until something is as it should be. @throws {Error} after 12 minutes, which begins with `what` */
export async function until(what: string, pause: Pause, done: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited <= PATIENCE_MS; waited += PAUSE_MS) {
    if (await done()) return;
    await pause(PAUSE_MS);
  }
  throw new Error(`${what} within ${PATIENCE_MS / 60_000} minutes`);
}

/** A handler of the four steps, and of a rotation that a deployment asks for. */
export function rotation({ secrets, rotated, pause }: RotationOptions) {
  const steps: Readonly<Record<string, (secret: string, version: string) => Promise<void>>> = {
    createSecret,
    setSecret,
    testSecret,
    finishSecret,
  };

  return async function handler(event: StepEvent | RotateNowEvent): Promise<void> {
    if ("rotateNow" in event) return rotateNow(event.rotateNow);
    const { Step, SecretId, ClientRequestToken } = event;
    const step = Object.hasOwn(steps, Step) ? steps[Step] : undefined;
    if (step === undefined) {
      throw new Error(`Step: given ${Step}, allowed: ${Object.keys(steps).join(" | ")}`);
    }
    const stages = (await versions(SecretId))[ClientRequestToken];
    if (stages?.includes(CURRENT) === true) return;
    if (stages?.includes(PENDING) !== true) {
      throw new Error(
        `ClientRequestToken: given ${ClientRequestToken}, allowed: the pending version of ${SecretId}`,
      );
    }
    await step(SecretId, ClientRequestToken);
  };

  /** Rotates a secret, and waits for it: what comes after needs its value in use. */
  async function rotateNow(SecretId: string): Promise<void> {
    const { VersionId = "" } = await secrets.rotateSecret({ SecretId, RotateImmediately: true });
    await until(`${SecretId} was not rotated`, pause, async () => {
      return (await versions(SecretId))[VersionId]?.includes(CURRENT) === true;
    });
  }

  async function createSecret(SecretId: string, version: string): Promise<void> {
    if ((await read(SecretId, PENDING, version)) !== undefined) return;
    const random = async (length: number): Promise<string> => {
      const { RandomPassword } = await secrets.getRandomPassword({
        PasswordLength: length,
        ExcludePunctuation: true,
      });
      return required(RandomPassword, "a random password");
    };
    await secrets.putSecretValue({
      SecretId,
      ClientRequestToken: version,
      SecretString: await rotated.next(await current(SecretId), random),
      VersionStages: [PENDING],
    });
  }

  async function setSecret(SecretId: string, version: string): Promise<void> {
    const pending = await read(SecretId, PENDING, version);
    await rotated.set({
      pending: required(pending, `version ${version} of ${SecretId}`),
      current: await current(SecretId),
      previous: await read(SecretId, PREVIOUS),
    });
  }

  /**
   * A rotation that is switched on and waits for its schedule is tried out with this step alone, whose version has the
   * current value or none: nothing was set then.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
   */
  async function testSecret(SecretId: string, version: string): Promise<void> {
    const pending = await read(SecretId, PENDING, version);
    if (pending !== undefined && pending !== (await current(SecretId))) await rotated.test(pending);
  }

  async function finishSecret(SecretId: string, version: string): Promise<void> {
    const stages = await versions(SecretId);
    await secrets.updateSecretVersionStage({
      SecretId,
      VersionStage: CURRENT,
      MoveToVersionId: version,
      RemoveFromVersionId: Object.keys(stages).find((id) => stages[id]?.includes(CURRENT)),
    });
  }

  async function versions(SecretId: string): Promise<Readonly<Record<string, readonly string[]>>> {
    return (await secrets.describeSecret({ SecretId })).VersionIdsToStages ?? {};
  }

  async function current(SecretId: string): Promise<string> {
    return required(await read(SecretId, CURRENT), `the current version of ${SecretId}`);
  }

  async function read(SecretId: string, VersionStage: string, VersionId?: string) {
    try {
      const { SecretString } = await secrets.getSecretValue({
        SecretId,
        VersionStage,
        ...(VersionId !== undefined && { VersionId }),
      });
      return SecretString;
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  }
}

function required(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`${what} has no value`);
  return value;
}
