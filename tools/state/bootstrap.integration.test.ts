import { HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { stateOf, stateStackId } from "../../stacks";
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
    expect(await here.terraform(id).drift()).toBeUndefined();
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

  it("T1: has nothing to do where there is no state", async () => {
    await expect(remove(account.machine(test))).resolves.toBeUndefined();
  });
});
