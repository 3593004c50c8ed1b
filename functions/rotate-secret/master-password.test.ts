import { beforeEach, describe, expect, it } from "vitest";
import { FakeDatabases } from "./fake-databases";
import { FakeSecret, Rotations, STEPS } from "./fakes";
import { masterPassword } from "./master-password";
import type { DatabaseOptions } from "./writer";

let secret: FakeSecret;
let databases: FakeDatabases;
let paused: number;

const options = (kind: DatabaseOptions["kind"]): DatabaseOptions => ({
  kind,
  identifiers: { "us-east-1": "webapp-test", "us-west-2": "webapp-test-us-west-2" },
  writerRegion: "us-east-1",
  rds: (region) => databases.client(region),
});

beforeEach(() => {
  secret = new FakeSecret(JSON.stringify({ username: "dbadmin", password: "initial" }));
  databases = new FakeDatabases();
  paused = 0;
});

function rotations(kind: DatabaseOptions["kind"]): Rotations {
  return new Rotations(secret, () =>
    masterPassword(options(kind), (milliseconds) => Promise.resolve((paused += milliseconds))),
  );
}

describe.each(["cluster", "instance"] as const)("D5: the password of a replicated %s", (kind) => {
  it("is set where writes are taken, and becomes the secret's, whose user name stays", async () => {
    await rotations(kind).rotate("second");

    expect(databases.passwords).toEqual({ "us-east-1": "random-1" });
    expect(JSON.parse(secret.current() ?? "")).toEqual({ username: "dbadmin", password: "random-1" });
  });

  it("X2: is set in the other region once that one takes writes", async () => {
    databases.writer = "us-west-2";

    await rotations(kind).rotate("second");

    expect(databases.passwords).toEqual({ "us-west-2": "random-1" });
  });

  it.each(STEPS)("is found done where %s is called again", async (step) => {
    secret.versions.set("second", { stages: ["AWSPENDING"] });
    for (const each of STEPS.slice(0, STEPS.indexOf(step) + 1)) await rotations(kind).call(each, "second");
    const before = [secret.versions.get("second")?.value, { ...databases.passwords }, secret.current()];

    await rotations(kind).call(step, "second");

    expect([secret.versions.get("second")?.value, databases.passwords, secret.current()]).toEqual(before);
  });

  it("waits for a database that is being changed, and gives up on one that stays so", async () => {
    databases.busy = 3;
    await rotations(kind).rotate("second");
    expect(paused).toBeGreaterThanOrEqual(20_000);

    databases.busy = Infinity;
    secret.versions.set("third", { stages: ["AWSPENDING"] });
    await rotations(kind).call("createSecret", "third");
    const before = paused;
    await expect(rotations(kind).call("setSecret", "third")).rejects.toThrow(
      "did not become available within 12 minutes",
    );
    expect(paused - before).toBeLessThan(14 * 60 * 1000);
    expect(JSON.parse(secret.current() ?? "")).toMatchObject({ password: "random-1" });
  });
});

describe("X2: an instance after a promotion", () => {
  it("of two that take writes, the one of the primary region is the database", async () => {
    databases.promoted = true;
    await rotations("instance").rotate("second");
    expect(databases.passwords).toEqual({ "us-east-1": "random-1" });
  });

  it("is found while the other region is gone", async () => {
    databases.writer = "us-west-2";
    databases.gone = "us-east-1";
    await rotations("instance").rotate("second");
    expect(databases.passwords).toEqual({ "us-west-2": "random-1" });
  });

  it("is not guessed where none takes writes", async () => {
    databases.gone = "us-east-1";
    secret.versions.set("second", { stages: ["AWSPENDING"] });
    await rotations("instance").call("createSecret", "second");
    await expect(rotations("instance").call("setSecret", "second")).rejects.toThrow(
      "no instance takes writes (webapp-test, webapp-test-us-west-2): us-east-1 is gone",
    );
  });
});

describe("X2: in one region", () => {
  it("a cluster is asked itself: there is no global cluster", async () => {
    databases.writer = "nowhere";
    await new Rotations(secret, (pause) =>
      masterPassword({ ...options("cluster"), identifiers: { "us-east-1": "webapp-test" } }, pause),
    ).rotate("second");
    expect(databases.passwords).toEqual({ "us-east-1": "random-1" });
  });
});
