import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Environment } from "../../environments/config/schema";
import { ExpectedError } from "../cli/expected-error";

/** The credentials at hand are missing, invalid, or those of another account. */
export class CredentialsError extends ExpectedError {
  override readonly name = "CredentialsError";
}

/**
 * Asks AWS who is calling before anything is done, so that a wrong account is refused in a second and in plain
 * words. (The provider refuses it too, stack by stack.)
 *
 * @param region the region that is asked. @default the environment's first
 * @returns the caller's ARN
 * @throws {CredentialsError}
 */
export async function checkCaller(
  { name, account, assumeRoleArn, regions }: Environment,
  region: string = regions[0]?.name ?? "us-east-1",
): Promise<string> {
  const client = new STSClient({ region, maxAttempts: 2 });
  try {
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
    // A role of the right account may be assumed from any other.
    if (Account !== account && assumeRoleArn === undefined) {
      throw new CredentialsError(
        `The environment ${name} belongs to account ${account}, but the credentials are for ${Account ?? "no account"} ` +
          `(${Arn ?? "unknown"}). Choose others, for example with AWS_PROFILE.`,
      );
    }
    return Arn ?? "";
  } catch (error) {
    if (error instanceof CredentialsError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CredentialsError(
      `AWS did not accept the credentials for the environment ${name}: ${reason}\n` +
        "Give some with AWS_PROFILE, `aws sso login`, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    );
  } finally {
    client.destroy();
  }
}
