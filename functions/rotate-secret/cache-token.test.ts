import { beforeEach, describe, expect, it } from "vitest";
import { cacheToken } from "./cache-token";
import { FakeGroup, FakeSecret, Rotations, STEPS } from "./fakes";

let secret: FakeSecret;
let group: FakeGroup;
let rotations: Rotations;

beforeEach(() => {
  secret = new FakeSecret("initial");
  group = new FakeGroup();
  rotations = new Rotations(secret, (pause) =>
    cacheToken({ cache: group.client, replicationGroupId: "cache", pause }),
  );
});

describe("D5/R1: the first rotation", () => {
  it("puts the token on the group that tasks were already given, and makes the group insist on it", async () => {
    await rotations.rotate("second");

    expect(group).toMatchObject({ tokens: ["initial"], insists: true });
    expect(secret.current()).toBe("initial");
  });

  it("is taken up again where it was interrupted between adding the token and insisting on it", async () => {
    secret.versions.set("second", { value: "initial", stages: ["AWSPENDING"] });
    group.tokens = ["initial"];

    await rotations.call("setSecret", "second");

    expect(group.changes).toEqual(["SET initial"]);
    expect(group.insists).toBe(true);
  });
});

describe("D5/R1: a later rotation", () => {
  beforeEach(async () => {
    await rotations.rotate("second");
    group.changes.length = 0;
  });

  it("adds a new token and lets the last one in until the next rotation", async () => {
    await rotations.rotate("third");

    expect(group).toMatchObject({ tokens: ["initial", "random-1"], insists: true });
    expect(group.changes).toEqual(["ROTATE random-1"]);
    expect(secret.current()).toBe("random-1");

    await rotations.rotate("fourth");

    expect(group.tokens).toEqual(["random-1", "random-2"]);
  });

  it.each(STEPS)("finds done what is done when %s is called again", async (step) => {
    secret.versions.set("third", { stages: ["AWSPENDING"] });
    for (const each of STEPS.slice(0, STEPS.indexOf(step) + 1)) await rotations.call(each, "third");
    const before = [secret.versions.get("third")?.value, group.tokens.at(-1), secret.current()];

    await rotations.call(step, "third");

    expect([secret.versions.get("third")?.value, group.tokens.at(-1), secret.current()]).toEqual(before);
  });

  it("does nothing for a version that is current already", async () => {
    await rotations.rotate("third");
    const changes = group.changes.length;

    for (const step of STEPS) await rotations.call(step, "third");

    expect(group.changes).toHaveLength(changes);
  });

  it("waits for a group that is being changed by somebody else", async () => {
    group.busy = 5;

    await rotations.rotate("third");

    expect(rotations.paused).toBeGreaterThan(0);
    expect(secret.current()).toBe("random-1");
  });

  it("gives up on a group that does not become available, and leaves the current token current", async () => {
    secret.versions.set("third", { stages: ["AWSPENDING"] });
    await rotations.call("createSecret", "third");
    group.busy = Infinity;
    const before = rotations.paused;

    await expect(rotations.call("setSecret", "third")).rejects.toThrow(
      "cache did not become available within 12 minutes",
    );

    expect(rotations.paused - before).toBeLessThan(15 * 60 * 1000 - 60_000);
    expect(secret.current()).toBe("initial");
  });
});

describe("what is refused", () => {
  it("a group that does not take a token", async () => {
    await rotations.rotate("second");
    await rotations.rotate("third");
    group.tokens = [];
    secret.versions.set("fourth", { value: "another", stages: ["AWSPENDING"] });

    await expect(rotations.call("testSecret", "fourth")).rejects.toThrow("cache does not ask for a token");
  });
});
