import { beforeEach, describe, expect, it } from "vitest";
import { FakeSecret } from "../rotate-redis-token/fakes";
import { FakeDatabases } from "./fakes";

const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

let secret: FakeSecret;
let databases: FakeDatabases;
let paused: number;

beforeEach(() => {
  secret = new FakeSecret();
  databases = new FakeDatabases();
  paused = 0;
  secret.versions.set("first", {
    value: JSON.stringify({ username: "app", password: "initial" }),
    stages: ["AWSCURRENT"],
  });
});

async function call(step: string, version: string, kind: "cluster" | "instance" = "cluster"): Promise<void> {
  const { rotation } = await import("./rotation.mjs");
  const { databases: find } = await import("./writer.mjs");
  const handler = rotation({
    secrets: secret.client,
    database: find({
      kind,
      identifier: "webapp-test",
      regions: ["us-east-1", "us-west-2"],
      writerRegion: "us-east-1",
      rds: (region) => databases.client(region ?? "us-east-1"),
    }),
    pause: (milliseconds) => Promise.resolve((paused += milliseconds)),
  });
  await handler({ Step: step, SecretId: "secret", ClientRequestToken: version });
}

/** What Secrets Manager does: it announces the version, then calls the steps. */
async function rotate(version: string, kind: "cluster" | "instance" = "cluster"): Promise<void> {
  secret.versions.set(version, { stages: ["AWSPENDING"] });
  for (const step of STEPS) await call(step, version, kind);
}

describe.each(["cluster", "instance"] as const)("D5: the password of a replicated %s", (kind) => {
  it("is set where writes are taken, and becomes the secret's, whose user name stays", async () => {
    await rotate("second", kind);

    expect(databases.passwords).toEqual({ "us-east-1": "random-1" });
    expect(JSON.parse(secret.current() ?? "")).toEqual({ username: "app", password: "random-1" });
  });

  it("X2: is set in the other region once that one takes writes", async () => {
    databases.writer = "us-west-2";

    await rotate("second", kind);

    expect(databases.passwords).toEqual({ "us-west-2": "random-1" });
  });

  it.each(STEPS)("is found done where %s is called again", async (step) => {
    secret.versions.set("second", { stages: ["AWSPENDING"] });
    for (const each of STEPS.slice(0, STEPS.indexOf(step) + 1)) await call(each, "second", kind);
    const before = [secret.versions.get("second")?.value, { ...databases.passwords }, secret.current()];

    await call(step, "second", kind);

    expect([secret.versions.get("second")?.value, databases.passwords, secret.current()]).toEqual(before);
  });

  it("waits for a database that is being changed, and gives up on one that stays so", async () => {
    databases.busy = 3;
    await rotate("second", kind);
    expect(paused).toBeGreaterThanOrEqual(20_000);

    databases.busy = Infinity;
    secret.versions.set("third", { stages: ["AWSPENDING"] });
    await call("createSecret", "third", kind);
    const before = paused;
    await expect(call("setSecret", "third", kind)).rejects.toThrow(
      "did not become available within 12 minutes",
    );
    expect(paused - before).toBeLessThan(14 * 60 * 1000);
    expect(JSON.parse(secret.current() ?? "")).toMatchObject({ password: "random-1" });
  });
});

describe("X2: an instance after a promotion", () => {
  it("of two that take writes, the one of the primary region is the database", async () => {
    databases.promoted = true;
    await rotate("second", "instance");
    expect(databases.passwords).toEqual({ "us-east-1": "random-1" });
  });

  it("is found while the other region is gone", async () => {
    databases.writer = "us-west-2";
    databases.gone = "us-east-1";
    await rotate("second", "instance");
    expect(databases.passwords).toEqual({ "us-west-2": "random-1" });
  });

  it("is not guessed where none takes writes", async () => {
    databases.gone = "us-east-1";
    secret.versions.set("second", { stages: ["AWSPENDING"] });
    await call("createSecret", "second", "instance");
    await expect(call("setSecret", "second", "instance")).rejects.toThrow(
      "no instance webapp-test takes writes: us-east-1 is gone",
    );
  });
});

describe("what is refused", () => {
  it("a version that the secret does not have, or that is not pending", async () => {
    secret.versions.set("old", { value: "{}", stages: ["AWSPREVIOUS"] });
    for (const version of ["unknown", "old"])
      await expect(call("setSecret", version)).rejects.toThrow("the pending version of secret");
    expect(databases.passwords).toEqual({});
  });

  it("a version without a value", async () => {
    secret.versions.set("second", { stages: ["AWSPENDING"] });
    await expect(call("setSecret", "second")).rejects.toThrow("version second of secret has no value");
  });

  it.each(["toString", ""])("the step %j", async (step) => {
    await expect(call(step, "first")).rejects.toThrow(`Step: given ${step}, allowed: createSecret`);
  });
});
