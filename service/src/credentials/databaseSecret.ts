import * as z from "zod";
import type { Login } from "./rotatedLogin.js";
import { readSecret } from "./secret.js";

const shape = z.object({ username: z.string().min(1), password: z.string().min(1) });

/**
 * Reads a secret of Secrets Manager in the form RDS keeps it: JSON with `username` and `password`.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export async function readDatabaseSecret(arn: string): Promise<Login> {
  return parse(await readSecret(arn));
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
