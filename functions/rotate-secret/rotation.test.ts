import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSecret, Rotations } from "./fakes";
import type { Rotated } from "./rotation";

const rotated = {
  next: vi.fn<Rotated["next"]>((_, random) => random(8)),
  set: vi.fn<Rotated["set"]>(() => Promise.resolve()),
  test: vi.fn<Rotated["test"]>(() => Promise.resolve()),
};
let secret: FakeSecret;
let rotations: Rotations;

beforeEach(() => {
  vi.clearAllMocks();
  secret = new FakeSecret("initial");
  rotations = new Rotations(secret, () => rotated);
});

describe("a rotation", () => {
  it("tells what is rotated the new value, the current one and the one before", async () => {
    await rotations.rotate("second");
    await rotations.rotate("third");

    expect(rotated.set.mock.calls).toEqual([
      [{ pending: "random-1", current: "initial", previous: undefined }],
      [{ pending: "random-2", current: "random-1", previous: "initial" }],
    ]);
    expect(rotated.test.mock.calls).toEqual([["random-1"], ["random-2"]]);
    expect(secret.current()).toBe("random-2");
  });

  it("makes one value, however often its steps are interrupted and called again", async () => {
    await rotations.rotateInterrupted("second");

    expect(rotated.next).toHaveBeenCalledTimes(1);
    expect(secret.current()).toBe("random-1");
  });

  it("that is tried out before its schedule changes nothing, with or without a value of its own", async () => {
    for (const version of [{ stages: ["AWSPENDING"] }, { value: "initial", stages: ["AWSPENDING"] }]) {
      secret.versions.set("trial", version);
      await rotations.call("testSecret", "trial");
    }

    expect(rotated.test).not.toHaveBeenCalled();
    expect(rotated.set).not.toHaveBeenCalled();
  });
});

describe("a rotation that a deployment asks for", () => {
  it("is begun at once, and waited for", async () => {
    rotations.onPause = () => {
      if (rotations.paused >= 30_000) secret.versions.get("at-once")?.stages.push("AWSCURRENT");
    };

    await rotations.handler({ rotateNow: "arn" });

    expect(secret.rotatedAtOnce).toEqual(["arn"]);
    expect(rotations.paused).toBe(40_000);
  });

  it("is reported where it does not end", async () => {
    await expect(rotations.handler({ rotateNow: "arn" })).rejects.toThrow(
      "arn was not rotated within 12 minutes",
    );
  });
});

describe("what is refused", () => {
  it("a version that the secret does not have, or that is not pending", async () => {
    secret.versions.set("old", { value: "old", stages: ["AWSPREVIOUS"] });
    for (const version of ["unknown", "old"]) {
      await expect(rotations.call("setSecret", version)).rejects.toThrow(
        `ClientRequestToken: given ${version}, allowed: the pending version of secret`,
      );
    }
    expect(rotated.set).not.toHaveBeenCalled();
  });

  it("a version without a value", async () => {
    secret.versions.set("second", { stages: ["AWSPENDING"] });
    await expect(rotations.call("setSecret", "second")).rejects.toThrow(
      "version second of secret has no value",
    );
  });

  it.each(["toString", "dropSecret", ""])("the step %j", async (step) => {
    await expect(rotations.call(step, "first")).rejects.toThrow(
      `Step: given ${step}, allowed: createSecret | setSecret`,
    );
  });
});
