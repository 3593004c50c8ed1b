const timeoutMs = 2000;

/**
 * Reads the text of a secret of Secrets Manager. Credentials and endpoint come from the environment, as the AWS SDK
 * defines.
 */
export async function readSecret(arn: string): Promise<string> {
  // Most processes never need it.
  const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const [, , , region = ""] = arn.split(":");
  const client = new SecretsManagerClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
  try {
    const { SecretString = "" } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return SecretString;
  } finally {
    client.destroy();
  }
}
