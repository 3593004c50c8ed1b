import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seal, type SealedFor, unseal } from "./sealed-plan";

const PURPOSE: SealedFor = { environment: "prod", run: "17", attempt: "1" };
const KEY = "alias/webapp-terraform-state";

/** KMS with one key: what it encrypts in one context it decrypts in the same only. */
function kmsWith(secret: string) {
  const asked: (string | undefined)[] = [];
  const keyFor = (context: object, key: string) =>
    createHash("sha256")
      .update(`${secret} ${key} ${JSON.stringify(context)}`)
      .digest();
  const send = (command: unknown) => {
    if (command instanceof GenerateDataKeyCommand) {
      const { KeyId, EncryptionContext = {} } = command.input;
      asked.push(KeyId);
      return Promise.resolve({ Plaintext: keyFor(EncryptionContext, "1"), CiphertextBlob: Buffer.from("1") });
    }
    const { CiphertextBlob = [], EncryptionContext = {} } = (command as DecryptCommand).input;
    return Promise.resolve({ Plaintext: keyFor(EncryptionContext, Buffer.from(CiphertextBlob).toString()) });
  };
  return { asked, kms: { send } as unknown as Pick<KMSClient, "send"> };
}

describe("a sealed plan", () => {
  let directory: string;
  const path = (...names: string[]) => join(directory, ...names);
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "sealed-"));
    mkdirSync(path("plan", "locks"), { recursive: true });
    writeFileSync(path("plan", "prod-network.tfplan"), Buffer.from([0, 255, 10]));
    writeFileSync(path("plan", "locks", ".terraform.lock.hcl"), "the password is hunter2");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("P2: given the same key and purpose, opens to the very files", async () => {
    const { kms, asked } = kmsWith("secret");
    const sealed = await seal(path("plan"), PURPOSE, { kms, keyId: KEY });
    await unseal(sealed, path("opened"), PURPOSE, { kms });
    expect(asked).toEqual([KEY]);
    expect([...readFileSync(path("opened", "prod-network.tfplan"))]).toEqual([0, 255, 10]);
    expect(readFileSync(path("opened", "locks", ".terraform.lock.hcl"), "utf8")).toBe(
      "the password is hunter2",
    );
  });

  it("S2: shows nobody without the key what is in it, nor lets anybody change it", async () => {
    const { kms } = kmsWith("secret");
    const sealed = await seal(path("plan"), PURPOSE, { kms, keyId: KEY });
    expect(sealed).not.toMatch(/hunter2|tfplan|lock\.hcl/);
    await expect(unseal(sealed, path("opened"), PURPOSE, kmsWith("another"))).rejects.toThrow();
    const envelope = JSON.parse(sealed) as { content: string };
    const content = Buffer.from(envelope.content, "base64");
    content[0] = (content[0] ?? 0) ^ 1;
    const changed = JSON.stringify({ ...envelope, content: content.toString("base64") });
    await expect(unseal(changed, path("opened"), PURPOSE, { kms })).rejects.toThrow();
  });

  it.each([
    [
      "another attempt",
      { attempt: "2" },
      "attempt 2. What failed may have changed something, so plan anew: choose Re-run all jobs.",
    ],
    ["another run", { run: "18" }, "run 18"],
    ["another environment", { environment: "dev" }, "allowed is one of dev"],
  ])("P2: given %s, is refused with what to do", async (_title, other, message) => {
    const { kms } = kmsWith("secret");
    const sealed = await seal(path("plan"), PURPOSE, { kms, keyId: KEY });
    await expect(unseal(sealed, path("opened"), { ...PURPOSE, ...other }, { kms })).rejects.toThrow(message);
    const forged = JSON.stringify({ ...(JSON.parse(sealed) as object), ...other });
    await expect(unseal(forged, path("opened"), { ...PURPOSE, ...other }, { kms })).rejects.toThrow();
  });
});
