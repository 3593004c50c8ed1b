/**
 * Rotation of the auth token of an ElastiCache replication group, in the four steps that Secrets Manager calls.
 * Every step may be called again: it then finds done what is done.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 *
 * ElastiCache accepts the newest two tokens. A rotation adds the new one and so drops the one before last: tasks
 * that were started with the last one go on working until the next rotation.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
 */

const CURRENT = "AWSCURRENT";
const PENDING = "AWSPENDING";

/** Longest wait for the replication group, in milliseconds; the function's own timeout is longer. */
const PATIENCE_MS = 12 * 60 * 1000;
const PAUSE_MS = 10_000;

/**
 * @param {object} options
 * @param {import("@aws-sdk/client-secrets-manager").SecretsManager} options.secrets
 * @param {import("@aws-sdk/client-elasticache").ElastiCache} options.cache
 * @param {string} options.replicationGroupId
 * @param {(milliseconds: number) => Promise<unknown>} options.pause
 * @returns a handler of Secrets Manager's events
 */
export function rotation({ secrets, cache, replicationGroupId, pause }) {
  const steps = { createSecret, setSecret, testSecret, finishSecret };

  return async function handler({ Step, SecretId, ClientRequestToken }) {
    const step = Object.hasOwn(steps, Step) ? steps[Step] : undefined;
    if (step === undefined) {
      throw new Error(`Step: given ${Step}, allowed: ${Object.keys(steps).join(" | ")}`);
    }
    const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId });
    const stages = VersionIdsToStages[ClientRequestToken];
    if (stages?.includes(CURRENT)) return;
    if (!stages?.includes(PENDING)) {
      throw new Error(
        `ClientRequestToken: given ${ClientRequestToken}, allowed: the pending version of ${SecretId}`,
      );
    }
    await step(SecretId, ClientRequestToken, VersionIdsToStages);
  };

  /** Makes the new token; the first time that is the current one, which the group does not ask for yet. */
  async function createSecret(SecretId, version) {
    if ((await pendingToken(SecretId, version)) !== undefined) return;
    const { AuthTokenEnabled } = await group();
    const SecretString = AuthTokenEnabled ? await newToken() : await currentToken(SecretId);
    await secrets.putSecretValue({
      SecretId,
      ClientRequestToken: version,
      SecretString,
      VersionStages: [PENDING],
    });
  }

  /** Adds the token to the group; the first time the group is then told to insist on it. */
  async function setSecret(SecretId, version) {
    const token = await pendingToken(SecretId, version);
    if (token === undefined) throw new Error(`version ${version} of ${SecretId} has no value`);
    const first = token === (await currentToken(SecretId));
    const { AuthTokenEnabled } = await settled();
    if (!first || !AuthTokenEnabled) await change(token, "ROTATE");
    if (first) await change(token, "SET");
  }

  /** The group can not be reached from here, so it is asked whether it has taken the token. */
  async function testSecret() {
    const { AuthTokenEnabled } = await settled();
    if (!AuthTokenEnabled) throw new Error(`${replicationGroupId} does not ask for a token`);
  }

  async function finishSecret(SecretId, version, versions) {
    const current = Object.keys(versions).find((id) => versions[id].includes(CURRENT));
    await secrets.updateSecretVersionStage({
      SecretId,
      VersionStage: CURRENT,
      MoveToVersionId: version,
      RemoveFromVersionId: current,
    });
  }

  async function pendingToken(SecretId, VersionId) {
    try {
      const { SecretString } = await secrets.getSecretValue({ SecretId, VersionId, VersionStage: PENDING });
      return SecretString;
    } catch (error) {
      if (error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  }

  async function currentToken(SecretId) {
    const { SecretString } = await secrets.getSecretValue({ SecretId, VersionStage: CURRENT });
    return SecretString;
  }

  /** 16 to 128 characters, few of the others are allowed. */
  async function newToken() {
    const { RandomPassword } = await secrets.getRandomPassword({
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
    return RandomPassword;
  }

  async function change(AuthToken, AuthTokenUpdateStrategy) {
    await cache.modifyReplicationGroup({
      ReplicationGroupId: replicationGroupId,
      AuthToken,
      AuthTokenUpdateStrategy,
      ApplyImmediately: true,
    });
    await pause(PAUSE_MS);
    await settled();
  }

  async function group() {
    const { ReplicationGroups } = await cache.describeReplicationGroups({
      ReplicationGroupId: replicationGroupId,
    });
    return ReplicationGroups[0];
  }

  /** The group once nothing about it changes any more. */
  async function settled() {
    for (let waited = 0; waited <= PATIENCE_MS; waited += PAUSE_MS) {
      const found = await group();
      if (found.Status === "available" && found.PendingModifiedValues?.AuthTokenStatus === undefined)
        return found;
      await pause(PAUSE_MS);
    }
    throw new Error(`${replicationGroupId} did not become available within ${PATIENCE_MS / 60_000} minutes`);
  }
}
