/**
 * Rotation of the master password of a database that is replicated between regions, in the four steps that Secrets
 * Manager calls. Every step may be called again: it then finds done what is done.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 *
 * The password is set through the API of RDS, so the function needs no way into the network. Connections that are
 * open go on; tasks that were started with the former password are replaced once new ones are refused.
 */

const CURRENT = "AWSCURRENT";
const PENDING = "AWSPENDING";

/** Longest wait for the database, in milliseconds; the function's own timeout is longer. */
const PATIENCE_MS = 12 * 60 * 1000;
const PAUSE_MS = 10_000;

/**
 * @param {object} options
 * @param {import("@aws-sdk/client-secrets-manager").SecretsManager} options.secrets
 * @param {() => Promise<import("./rotation.d.mts").Writer>} options.database finds the database that takes writes
 * @param {(milliseconds: number) => Promise<unknown>} options.pause
 * @returns a handler of Secrets Manager's events
 */
export function rotation({ secrets, database, pause }) {
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

  /** The new value differs from the current one in the password alone. */
  async function createSecret(SecretId, version) {
    if ((await pendingValue(SecretId, version)) !== undefined) return;
    const { SecretString } = await secrets.getSecretValue({ SecretId, VersionStage: CURRENT });
    const { RandomPassword } = await secrets.getRandomPassword({
      // MySQL takes no more than 41 characters.
      // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
      PasswordLength: 40,
      ExcludePunctuation: true,
    });
    await secrets.putSecretValue({
      SecretId,
      ClientRequestToken: version,
      SecretString: JSON.stringify({ ...JSON.parse(SecretString), password: RandomPassword }),
      VersionStages: [PENDING],
    });
  }

  async function setSecret(SecretId, version) {
    const value = await pendingValue(SecretId, version);
    if (value === undefined) throw new Error(`version ${version} of ${SecretId} has no value`);
    const writer = await settled();
    await writer.setPassword(JSON.parse(value).password);
    await pause(PAUSE_MS);
  }

  /** The database can not be reached from here, so RDS is asked whether it has taken the password. */
  async function testSecret() {
    await settled();
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

  async function pendingValue(SecretId, VersionId) {
    try {
      const { SecretString } = await secrets.getSecretValue({ SecretId, VersionId, VersionStage: PENDING });
      return SecretString;
    } catch (error) {
      if (error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  }

  /** The database that takes writes, once nothing about it changes any more. */
  async function settled() {
    const writer = await database();
    for (let waited = 0; waited <= PATIENCE_MS; waited += PAUSE_MS) {
      if (await writer.settled()) return writer;
      await pause(PAUSE_MS);
    }
    throw new Error(`${writer.name} did not become available within ${PATIENCE_MS / 60_000} minutes`);
  }
}
