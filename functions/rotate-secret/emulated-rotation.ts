import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { STEPS } from "./fakes";
import { type Rotated, rotation, type RotationOptions } from "./rotation";

/**
 * Rotates a secret of the emulator as Secrets Manager does, and the emulator does not: it announces a version without
 * a value, then calls the steps.
 *
 * @param version id of the version that becomes current
 */
export async function rotateEmulated(
  secrets: SecretsManager,
  SecretId: string,
  rotated: Rotated,
  version: string,
): Promise<void> {
  const announcing: RotationOptions["secrets"] = {
    describeSecret: async (input: { SecretId: string }) => {
      const found = await secrets.describeSecret(input);
      return { ...found, VersionIdsToStages: { [version]: ["AWSPENDING"], ...found.VersionIdsToStages } };
    },
    getSecretValue: secrets.getSecretValue.bind(secrets),
    putSecretValue: secrets.putSecretValue.bind(secrets),
    getRandomPassword: secrets.getRandomPassword.bind(secrets),
    rotateSecret: secrets.rotateSecret.bind(secrets),
    updateSecretVersionStage: secrets.updateSecretVersionStage.bind(secrets),
  };
  const handler = rotation({ secrets: announcing, rotated, pause: () => Promise.resolve() });
  for (const Step of STEPS) await handler({ Step, SecretId, ClientRequestToken: version });
}
