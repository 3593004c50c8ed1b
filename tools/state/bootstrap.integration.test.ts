import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { planStatements } from "../../constructs/identity/identity-scope";
import { replicationStackId, stateOf, stateStackId } from "../../stacks";
import { applyReplication, regionsWithoutCopies } from "../image/replication";
import { EmulatedAccount, type Machine } from "../testing/emulated-account";
import { environment, MINIMAL } from "../testing/synthesize";
import { bootstrap, localBackend, OVERRIDE } from "./bootstrap";
import { StateInUseError, unbootstrap } from "./unbootstrap";

const test = environment(MINIMAL);
const id = stateStackId(test);
const location = stateOf(test);

/** What a state consists of. */
const TYPES = ["alias", "bucket", "key", "table"];

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(test.account);
});
afterEach(() => account.reset());
afterAll(() => account.stop());

const run = (machine: Machine) => bootstrap(machine.terraform(id), id, location);
const s3 = () => new S3Client({ region: location.region });

/** As the role that plans. */
const drift = (machine: Machine, stackId = id) =>
  account.permitted("plan", planStatements([test], location), () => machine.terraform(stackId).drift());

/** A run that ends before its state has moved into the bucket. */
async function interrupted(machine: Machine): Promise<void> {
  const terraform = machine.terraform(id);
  await terraform.with(OVERRIDE, localBackend(terraform.directory), async () => {
    await terraform.init("-reconfigure");
    await terraform.apply();
  });
}

describe("bootstrap", () => {
  it("T1: creates the state, changes nothing the second time, and works from a second machine", async () => {
    const here = account.machine(test);
    expect(await run(here)).toBe("created");
    const created = await account.resources();
    expect(created.map((line) => line.split(" ")[0]).sort()).toEqual(TYPES);
    const own = await s3().send(new HeadObjectCommand({ Bucket: location.bucket, Key: `${id}.tfstate` }));
    expect(own.ServerSideEncryption).toBe("aws:kms");
    expect(own.SSEKMSKeyId).toMatch(/:alias\/webapp-terraform-state$/);

    expect(await run(here)).toBe("present");
    expect(await drift(here)).toBeUndefined();
    expect(await account.resources()).toEqual(created);

    const there = account.machine(test);
    expect(await run(there)).toBe("present");
    expect(await there.terraform(id).drift()).toBeUndefined();
    expect(await account.resources()).toEqual(created);
  });

  it.each([
    ["on another machine, without its state", true],
    ["on the same machine", false],
  ])("T1: an interrupted run is continued %s", async (_title, elsewhere) => {
    const machine = account.machine(test);
    await interrupted(machine);
    const created = await account.resources();

    const next = elsewhere ? account.machine(test) : machine;
    expect(await run(next)).toBe("created");

    expect(await account.resources()).toEqual(created);
    expect(await next.terraform(id).drift()).toBeUndefined();
  });

  it("T1: two at once leave one state, which either can go on with", async () => {
    const machines = [account.machine(test), account.machine(test)];

    const results = await Promise.all(machines.map(run));

    expect(results).toContain("created");
    expect((await account.resources()).map((line) => line.split(" ")[0]).sort()).toEqual(TYPES);
    for (const machine of machines) expect(await machine.terraform(id).drift()).toBeUndefined();
  });
});

describe("unbootstrap", () => {
  const remove = (machine: Machine) => unbootstrap(machine.terraform(id), id, location);
  const put = (Key: string, resources: object[]) =>
    s3().send(
      new PutObjectCommand({ Bucket: location.bucket, Key, Body: JSON.stringify({ version: 4, resources }) }),
    );

  it("T1: refuses while another stack has resources, names it, and removes everything afterwards", async () => {
    const machine = account.machine(test);
    await run(machine);
    const created = await account.resources();
    await put("test-us-east-1-network.tfstate", [{ mode: "managed", type: "aws_vpc" }]);
    await put("test-us-east-1-service.tfstate", [{ mode: "data", type: "aws_vpc" }]);

    await expect(remove(machine)).rejects.toThrow(StateInUseError);
    await expect(remove(machine)).rejects.toThrow(/still exist; destroy them first: test-us-east-1-network$/);
    expect(await account.resources()).toEqual(created);

    await put("test-us-east-1-network.tfstate", []);
    await remove(machine);
    expect(await account.resources()).toEqual([]);
  });

  it.each([
    ["on another machine, without its state", true],
    ["on the same machine", false],
  ])("T2: an interrupted removal is continued %s", async (_title, elsewhere) => {
    const machine = account.machine(test);
    await run(machine);
    const terraform = machine.terraform(id);
    // The state has left the bucket, and the table has gone already.
    await terraform.with(OVERRIDE, localBackend(terraform.directory), async () => {
      await terraform.init("-migrate-state", "-force-copy");
    });
    const { Versions = [] } = await s3().send(new ListObjectVersionsCommand({ Bucket: location.bucket }));
    for (const { Key, VersionId } of Versions)
      await s3().send(new DeleteObjectCommand({ Bucket: location.bucket, Key, VersionId }));
    const dynamodb = new DynamoDBClient({ region: location.region });
    await dynamodb.send(
      new UpdateTableCommand({ TableName: location.table, DeletionProtectionEnabled: false }),
    );
    await dynamodb.send(new DeleteTableCommand({ TableName: location.table }));
    await put("test-us-east-1-network.tfstate", [{ mode: "managed", type: "aws_vpc" }]);
    const next = elsewhere ? account.machine(test) : machine;
    await expect(remove(next)).rejects.toThrow(/destroy them first: test-us-east-1-network$/);
    await put("test-us-east-1-network.tfstate", []);

    await remove(next);

    expect(await account.resources()).toEqual([]);
  });

  it("C6, X1: takes away which images are copied, which nothing needs any more", async () => {
    const both = environment({ ...MINIMAL, regions: [{ name: "us-east-1" }, { name: "us-west-2" }] });
    const replication = replicationStackId(both);
    const machine = account.machine(both);
    await run(machine);
    expect(await regionsWithoutCopies(both)).toEqual(["us-west-2"]);
    await applyReplication(machine.terraform(replication));
    await applyReplication(machine.terraform(replication));
    expect(await regionsWithoutCopies(both)).toEqual([]);
    expect(await drift(machine, replication)).toBeUndefined();
    expect(await regionsWithoutCopies({ ...both, name: "other" })).toEqual(["us-west-2"]);

    const dependent = { stackId: replication, terraform: machine.terraform(replication) };
    const all = () => unbootstrap(machine.terraform(id), id, location, dependent);
    await put("test-us-east-1-network.tfstate", [{ mode: "managed", type: "aws_vpc" }]);
    await expect(all()).rejects.toThrow(/destroy them first: test-us-east-1-network$/);
    expect(await regionsWithoutCopies(both)).toEqual([]);

    await put("test-us-east-1-network.tfstate", []);
    await all();
    expect(await regionsWithoutCopies(both)).toEqual(["us-west-2"]);
    expect(await account.resources()).toEqual([]);
  });

  it("T1: has nothing to do where there is no state", async () => {
    await expect(remove(account.machine(test))).resolves.toBeUndefined();
  });
});
