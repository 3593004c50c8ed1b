import * as z from "zod";
import type { Login } from "./rotatedLogin.js";

const timeoutMs = 2000;
const shape = z.object({ username: z.string().min(1), password: z.string().min(1) });

/**
 * Reads a secret of Secrets Manager in the form RDS keeps it: JSON with `username` and `password`. Credentials and
 * endpoint come from the environment, as the AWS SDK defines.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export async function readDatabaseSecret(arn: string): Promise<Login> {
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
    return parse(SecretString);
  } finally {
    client.destroy();
  }
}

function parse(text: string): Login {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    // What JSON.parse says would quote the secret.
  }
  const { data } = shape.safeParse(given);
  if (data === undefined) throw new Error("the secret is no JSON with username and password");
  return data;
}
