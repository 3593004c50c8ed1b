import {
  ListSecretsCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { awsClient } from "../aws/client";

/**
 * Takes back the deletion of a secret. AWS keeps a deleted secret for its recovery window, 7 to 30 days, and until then
 * refuses another one of the same name.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
 *
 * @returns the ARN, which `terraform import` calls it by; undefined where no secret of this name is being deleted
 */
export async function restoreDeletedSecret(region: string, name: string): Promise<string | undefined> {
  const client = awsClient(SecretsManagerClient, { region });
  // The filter takes beginnings of names, and DescribeSecret fails where there is none.
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
  const { SecretList = [] } = await client.send(
    new ListSecretsCommand({ IncludePlannedDeletion: true, Filters: [{ Key: "name", Values: [name] }] }),
  );
  const deleted = SecretList.find((secret) => secret.Name === name && secret.DeletedDate !== undefined);
  if (deleted?.ARN === undefined) return undefined;
  await client.send(new RestoreSecretCommand({ SecretId: deleted.ARN }));
  return deleted.ARN;
}
