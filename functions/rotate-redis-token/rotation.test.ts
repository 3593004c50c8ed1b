import { beforeEach, describe, expect, it } from "vitest";
import { FakeGroup, FakeSecret } from "./fakes";

const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

let secret: FakeSecret;
let group: FakeGroup;
let paused: number;

beforeEach(() => {
  secret = new FakeSecret();
  group = new FakeGroup();
  paused = 0;
  secret.versions.set("first", { value: "initial", stages: ["AWSCURRENT"] });
});

async function call(step: string, version: string): Promise<void> {
  const { rotation } = await import("./rotation.mjs");
  const pause = (milliseconds: number) => Promise.resolve((paused += milliseconds));
  const handler = rotation({
    secrets: secret.client,
    cache: group.client,
    replicationGroupId: "cache",
    pause,
  });
  await handler({ Step: step, SecretId: "secret", ClientRequestToken: version });
}

/** What Secrets Manager does: it announces the version, then calls the steps. */
async function rotate(version: string): Promise<void> {
  secret.versions.set(version, { stages: ["AWSPENDING"] });
  for (const step of STEPS) await call(step, version);
}

describe("D5/R1: the first rotation", () => {
  it("puts the token on the group that tasks were already given, and makes the group insist on it", async () => {
    await rotate("second");

    expect(group).toMatchObject({ tokens: ["initial"], insists: true });
    expect(secret.current()).toBe("initial");
  });

  it("is taken up again where it was interrupted between adding the token and insisting on it", async () => {
    secret.versions.set("second", { value: "initial", stages: ["AWSPENDING"] });
    group.tokens = ["initial"];

    await call("setSecret", "second");

    expect(group.changes).toEqual(["SET initial"]);
    expect(group.insists).toBe(true);
  });
});

describe("D5/R1: a later rotation", () => {
  beforeEach(async () => {
    await rotate("second");
    group.changes.length = 0;
  });

  it("adds a new token and lets the last one in until the next rotation", async () => {
    await rotate("third");

    expect(group).toMatchObject({ tokens: ["initial", "random-1"], insists: true });
    expect(group.changes).toEqual(["ROTATE random-1"]);
    expect(secret.current()).toBe("random-1");

    await rotate("fourth");

    expect(group.tokens).toEqual(["random-1", "random-2"]);
  });

  it.each(STEPS)("finds done what is done when %s is called again", async (step) => {
    secret.versions.set("third", { stages: ["AWSPENDING"] });
    for (const each of STEPS.slice(0, STEPS.indexOf(step) + 1)) await call(each, "third");
    const before = [secret.versions.get("third")?.value, group.tokens.at(-1), secret.current()];

    await call(step, "third");

    expect([secret.versions.get("third")?.value, group.tokens.at(-1), secret.current()]).toEqual(before);
  });

  it("does nothing for a version that is current already", async () => {
    await rotate("third");
    const changes = group.changes.length;

    for (const step of STEPS) await call(step, "third");

    expect(group.changes).toHaveLength(changes);
  });

  it("waits for a group that is being changed by somebody else", async () => {
    group.busy = 5;

    await rotate("third");

    expect(paused).toBeGreaterThan(0);
    expect(secret.current()).toBe("random-1");
  });

  it("gives up on a group that does not become available, and leaves the current token current", async () => {
    secret.versions.set("third", { stages: ["AWSPENDING"] });
    await call("createSecret", "third");
    group.busy = Infinity;
    const before = paused;

    await expect(call("setSecret", "third")).rejects.toThrow(
      "cache did not become available within 12 minutes",
    );

    expect(paused - before).toBeLessThan(15 * 60 * 1000 - 60_000);
    expect(secret.current()).toBe("initial");
  });
});

describe("what is refused", () => {
  it("a version that the secret does not have", async () => {
    await expect(call("createSecret", "unknown")).rejects.toThrow(
      "ClientRequestToken: given unknown, allowed: the pending version of secret",
    );
  });

  it("a version that is not pending", async () => {
    secret.versions.set("old", { value: "old", stages: ["AWSPREVIOUS"] });

    await expect(call("setSecret", "old")).rejects.toThrow("the pending version");
    expect(group.changes).toEqual([]);
  });

  it.each(["toString", "dropSecret", ""])("the step %j", async (step) => {
    await expect(call(step, "first")).rejects.toThrow(
      `Step: given ${step}, allowed: createSecret | setSecret`,
    );
  });

  it("a version without a value", async () => {
    secret.versions.set("second", { stages: ["AWSPENDING"] });

    await expect(call("setSecret", "second")).rejects.toThrow("version second of secret has no value");
  });

  it("to finish where the group takes no token", async () => {
    secret.versions.set("second", { value: "initial", stages: ["AWSPENDING"] });

    await expect(call("testSecret", "second")).rejects.toThrow("cache does not ask for a token");
  });
});
