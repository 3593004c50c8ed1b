import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, KMSClient, paginateListKeys } from "@aws-sdk/client-kms";
import { HeadBucketCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { awsClient } from "../aws/client";
import type { StateLocation } from "../../constructs/state/state-location";

/** https://developer.hashicorp.com/terraform/language/import */
export interface Import {
  /** Address of the resource. */
  readonly to: string;
  /** What AWS calls it. */
  readonly id: string;
}

/** What AWS says when somebody else has made the bucket, the table or the alias in the meantime. */
export const AWS_ERROR_ALREADY_THERE =
  /BucketAlreadyOwnedByYou|BucketAlreadyExists|ResourceInUseException|AlreadyExistsException/;

type Synthesized = Readonly<
  Record<string, Readonly<Record<string, { readonly description?: string; readonly name?: string }>>>
>;

/** Whether the state of a stack is in the account's bucket. */
export async function stateObjectExists(
  { bucket, region }: StateLocation,
  stackId: string,
): Promise<boolean> {
  const s3 = awsClient(S3Client, { region });
  return exists(() => s3.send(new HeadObjectCommand({ Bucket: bucket, Key: `${stackId}.tfstate` })));
}

/**
 * The resources of the state stack that exist in AWS. The bucket's settings are left out: writing them again is
 * harmless, and no state tells them apart from AWS's defaults.
 *
 * @param directory the synthesized state stack, which knows the addresses
 */
export async function existingState(directory: string, location: StateLocation): Promise<Import[]> {
  const { resource } = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8")) as {
    resource: Synthesized;
  };
  const { region, bucket, table } = location;
  const found: Import[] = [];
  const [bucketName] = Object.keys(resource["aws_s3_bucket"] ?? {});
  const s3 = awsClient(S3Client, { region });
  if (bucketName !== undefined && (await exists(() => s3.send(new HeadBucketCommand({ Bucket: bucket }))))) {
    found.push({ to: `aws_s3_bucket.${bucketName}`, id: bucket });
  }
  const [tableName] = Object.keys(resource["aws_dynamodb_table"] ?? {});
  const dynamodb = awsClient(DynamoDBClient, { region });
  if (
    tableName !== undefined &&
    (await exists(() => dynamodb.send(new DescribeTableCommand({ TableName: table }))))
  ) {
    found.push({ to: `aws_dynamodb_table.${tableName}`, id: table });
  }
  return [...found, ...(await existingKeys(resource, region))];
}

/** The key by its alias, or, from a run that ended between the two, by its description. */
async function existingKeys(resource: Synthesized, region: string): Promise<Import[]> {
  const kms = awsClient(KMSClient, { region });
  const [keyEntry] = Object.entries(resource["aws_kms_key"] ?? {});
  const [aliasEntry] = Object.entries(resource["aws_kms_alias"] ?? {});
  if (keyEntry === undefined || aliasEntry === undefined) return [];
  const [[keyName, { description }], [aliasName, { name: alias }]] = [keyEntry, aliasEntry];
  const key = (id: string) => ({ to: `aws_kms_key.${keyName}`, id });
  if (alias !== undefined) {
    const target = await answer(() => kms.send(new DescribeKeyCommand({ KeyId: alias })));
    const id = target?.KeyMetadata?.KeyId;
    if (id !== undefined) return [key(id), { to: `aws_kms_alias.${aliasName}`, id: alias }];
  }
  const id = await keyDescribedAs(description, kms);
  return id === undefined ? [] : [key(id)];
}

/**
 * The usable key with a description. A key whose policy lets nobody here describe it is none of the project's: every
 * account may hold some.
 */
export async function keyDescribedAs(
  description: string | undefined,
  kms: KMSClient,
): Promise<string | undefined> {
  for await (const { Keys } of paginateListKeys({ client: kms }, {})) {
    for (const { KeyId } of Keys ?? []) {
      const described = await answer(() => kms.send(new DescribeKeyCommand({ KeyId })), /AccessDenied/);
      const { KeyState, Description } = described?.KeyMetadata ?? {};
      if (KeyState === "Enabled" && Description === description) return KeyId;
    }
  }
  return undefined;
}

async function exists(ask: () => Promise<unknown>): Promise<boolean> {
  return (await answer(ask)) !== undefined;
}

/** What AWS answers, or undefined where it says that there is no such thing. @param also names of further such errors */
export async function answer<T>(ask: () => Promise<T>, also = /^$/): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 404 || /NotFound|NoSuch/.test(name ?? "")) return undefined;
    if (name !== undefined && also.test(name)) return undefined;
    throw error;
  }
}
