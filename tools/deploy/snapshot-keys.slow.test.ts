import { join } from "node:path";
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  DeleteDBInstanceCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Emulator } from "../rehearsal/emulator";
import { environment, MINIMAL } from "../testing/synthesize";
import { keepSnapshotKeys } from "./snapshot-keys";

const region = "us-east-1";
let emulator: Emulator;
let kms: KMSClient;
let rds: RDSClient;

beforeAll(async () => {
  emulator = await Emulator.start(join(__dirname, "..", ".."), MINIMAL.account);
  Object.assign(process.env, emulator.variables(region));
  kms = new KMSClient({ region });
  rds = new RDSClient({ region });
}, 60_000);
afterAll(() => emulator.stop());

const newKey = async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  return KeyMetadata?.Arn ?? "";
};
const about = { MasterUsername: "app", MasterUserPassword: "for-the-emulator", StorageEncrypted: true };
const instance = (DBInstanceIdentifier: string, KmsKeyId: string) =>
  rds.send(
    new CreateDBInstanceCommand({
      ...about,
      DBInstanceIdentifier,
      KmsKeyId,
      DBInstanceClass: "db.t4g.micro",
      Engine: "postgres",
      AllocatedStorage: 20,
    }),
  );
const deleted = (DBInstanceIdentifier: string, FinalDBSnapshotIdentifier: string) =>
  rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier, FinalDBSnapshotIdentifier }));
const state = async (KeyId: string) =>
  (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState;

it("P5, D3: snapshots that a destroyed environment leaves can be read: their keys stay, and no other", async () => {
  const [own, cluster, foreign] = [await newKey(), await newKey(), await newKey()];
  await instance("webapp-test", own);
  await instance("webapp-other", foreign);
  await deleted("webapp-test", "webapp-test-20260101000000");
  await deleted("webapp-other", "webapp-other-20260101000000");
  await rds.send(
    new CreateDBClusterCommand({
      ...about,
      DBClusterIdentifier: "webapp-test",
      KmsKeyId: cluster,
      Engine: "aurora-postgresql",
    }),
  );
  await rds.send(
    new CreateDBClusterSnapshotCommand({
      DBClusterIdentifier: "webapp-test",
      DBClusterSnapshotIdentifier: "webapp-test-before",
    }),
  );
  for (const KeyId of [own, cluster, foreign])
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: KeyId.split("/").at(-1) }));

  const kept = await keepSnapshotKeys(environment(MINIMAL));

  expect(kept).toEqual([
    { region, snapshot: "webapp-test-20260101000000", keyArn: own },
    { region, snapshot: "webapp-test-before", keyArn: cluster },
  ]);
  expect([await state(own), await state(cluster), await state(foreign)]).toEqual([
    "Enabled",
    "Enabled",
    "PendingDeletion",
  ]);
});
