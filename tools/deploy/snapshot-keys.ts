import {
  CancelKeyDeletionCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  KMSClient,
} from "@aws-sdk/client-kms";
import {
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { awsClient } from "../aws/client";
import { databaseIdentifier } from "../../constructs/rds/identifier";
import type { Environment } from "../../environments/config/schema";

/** A snapshot of a database that is gone, and the key without which nobody can read it. */
export interface KeptSnapshot {
  readonly region: string;
  readonly snapshot: string;
  readonly keyArn: string;
}

/**
 * Keeps the keys of the snapshots that an environment's databases have left. A key belongs to the stack of its
 * database and is about to be destroyed with it, and a snapshot can't be read from the moment its key waits for that.
 * https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
 */
export async function keepSnapshotKeys(environment: Environment): Promise<KeptSnapshot[]> {
  const kept: KeptSnapshot[] = [];
  for (const { name: region } of environment.regions) {
    const identifier = databaseIdentifier(environment, region);
    const kms = awsClient(KMSClient, { region });
    for (const { snapshot, keyArn } of await snapshotsOf(identifier, region)) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
      if (KeyMetadata?.KeyState === "PendingDeletion") {
        await kms.send(new CancelKeyDeletionCommand({ KeyId: KeyMetadata.KeyId }));
        // A key that was to be destroyed is disabled afterwards.
        await kms.send(new EnableKeyCommand({ KeyId: KeyMetadata.KeyId }));
      }
      kept.push({ region, snapshot, keyArn });
    }
    kms.destroy();
  }
  return kept;
}

/** Snapshots that no retention deletes, of the instance or the cluster of a name. */
async function snapshotsOf(identifier: string, region: string) {
  const rds = awsClient(RDSClient, { region });
  const of = { SnapshotType: "manual" };
  try {
    const { DBSnapshots = [] } = await rds.send(
      new DescribeDBSnapshotsCommand({ ...of, DBInstanceIdentifier: identifier }),
    );
    const { DBClusterSnapshots = [] } = await rds.send(
      new DescribeDBClusterSnapshotsCommand({ ...of, DBClusterIdentifier: identifier }),
    );
    return [
      ...DBSnapshots.map((one) => ({ snapshot: one.DBSnapshotIdentifier, keyArn: one.KmsKeyId })),
      ...DBClusterSnapshots.map((one) => ({
        snapshot: one.DBClusterSnapshotIdentifier,
        keyArn: one.KmsKeyId,
      })),
    ].flatMap(({ snapshot, keyArn }) =>
      snapshot === undefined || keyArn === undefined ? [] : [{ snapshot, keyArn }],
    );
  } finally {
    rds.destroy();
  }
}
