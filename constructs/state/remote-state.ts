import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { Location } from "../location";
import { EncryptionKey } from "../security/encryption-key";
import { PrivateBucket } from "../security/private-bucket";
import { STATE_KEY, type StateLocation } from "./state-location";

export interface RemoteStateProps {
  readonly at: Location;
  readonly location: StateLocation;
}

/** Where Terraform keeps the state of every stack of an account: bucket, lock table, and the key for both. */
export class RemoteState extends Construct {
  constructor(scope: Construct, id: string, { at, location }: RemoteStateProps) {
    super(scope, id);
    const key = new EncryptionKey(this, "key", { at, purpose: STATE_KEY });
    // Of two people who bootstrap at once only one gets the alias; the other has made no more than a key.
    const after = [key.alias];
    // A lost state can not be made again, and a state is small.
    const bucket = new PrivateBucket(this, "bucket", {
      name: location.bucket,
      keyArn: key.arn,
      keepOldVersions: "forever",
      after,
    });
    suppress(
      bucket,
      "bucket-lifecycle",
      "Old states are the last resort, and small: they never expire. Nothing uploads a state in parts.",
    );
    suppress(
      bucket,
      "bucket-access-logging",
      "The bucket for the log would have to be bootstrapped too; CloudTrail records who uses its key.",
    );
    const table = new DynamodbTable(this, "lock", {
      name: location.table,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
      pointInTimeRecovery: { enabled: true },
      dependsOn: after,
    });
    suppress(
      table,
      "table-deletion-protection",
      "It holds locks, nothing that lasts, and is removed with the state of the account.",
    );
  }
}
