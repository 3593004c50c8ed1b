import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { awsClient } from "../aws/client";
import type { StateLocation } from "../../constructs/state/state-location";
import { ExpectedError } from "../cli/expected-error";

/** Who holds the lock of a state, as Terraform writes it down. */
export interface Lock {
  readonly ID: string;
  readonly Who: string;
  readonly Operation: string;
  readonly Created: string;
}

/** The state is locked, and nobody has said that the lock is stale. */
export class LockedError extends ExpectedError {
  constructor(stackId: string, { Who, Operation, Created }: Lock) {
    super(
      `${stackId} is locked by ${Who} since ${Created} (${Operation}). ` +
        "When you are sure that nobody is deploying it, repeat with --force-unlock.",
    );
    this.name = "LockedError";
  }
}

/** https://developer.hashicorp.com/terraform/language/backend/s3#dynamodb-table-permissions */
export async function lockOf(
  { region, table, bucket }: StateLocation,
  stackId: string,
): Promise<Lock | undefined> {
  const client = awsClient(DynamoDBClient, { region });
  const key = { LockID: { S: `${bucket}/${stackId}.tfstate` } };
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
  );
  const info = Item?.["Info"]?.S;
  return info === undefined ? undefined : (JSON.parse(info) as Lock);
}
