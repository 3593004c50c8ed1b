import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { actAs, awsClient } from "./client";
import type { Environment } from "../../environments/config/schema";
import { ExpectedError } from "../cli/expected-error";

/** The credentials at hand are missing, invalid, or those of another account. */
export class CredentialsError extends ExpectedError {
  override readonly name = "CredentialsError";
}

/**
 * Asks AWS who is calling before anything is done, so that a wrong account is refused in a second and in plain
 * words. (The provider refuses it too, stack by stack.) Where the environment names a role, that is who calls, here
 * and in everything that this process asks of AWS afterwards.
 *
 * @param region the region that is asked. @default the environment's first
 * @returns the caller's ARN
 * @throws {CredentialsError}
 */
export async function checkCaller(
  { name, account, assumeRoleArn, regions }: Environment,
  region: string = regions[0]?.name ?? "us-east-1",
): Promise<string> {
  actAs(assumeRoleArn, region);
  const client = awsClient(STSClient, { region, maxAttempts: 2 });
  try {
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
    if (Account !== account) {
      const instead =
        assumeRoleArn === undefined
          ? "Choose others, for example with AWS_PROFILE."
          : `The environment's assumeRoleArn is of another account: ${assumeRoleArn}.`;
      throw new CredentialsError(
        `The environment ${name} belongs to account ${account}, but the credentials are for ${Account ?? "no account"} ` +
          `(${Arn ?? "unknown"}). ${instead}`,
      );
    }
    return Arn ?? "";
  } catch (error) {
    if (error instanceof CredentialsError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const assuming = assumeRoleArn === undefined ? "" : `, which assume ${assumeRoleArn}`;
    throw new CredentialsError(
      `AWS did not accept the credentials for the environment ${name}${assuming}: ${reason}\n` +
        "Give some with AWS_PROFILE, `aws sso login`, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    );
  } finally {
    client.destroy();
  }
}
