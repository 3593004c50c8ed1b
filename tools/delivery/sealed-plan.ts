import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { ExpectedError } from "../cli/expected-error";

/** What a plan is sealed for: it opens for nothing else. */
export interface SealedFor {
  readonly environment: string;
  /** Id of the workflow's run, and the number of the attempt. */
  readonly run: string;
  readonly attempt: string;
}

/** A sealed plan is not for this run, or not for this attempt of it. */
export class SealError extends ExpectedError {
  override readonly name = "SealError";
}

interface Envelope extends SealedFor {
  /** The data key, encrypted by KMS; what follows is in base64 too. */
  readonly key: string;
  readonly iv: string;
  readonly tag: string;
  readonly content: string;
}

/**
 * Encrypts a directory. A saved plan holds what Terraform's state holds, and whoever may read a repository may download
 * what its workflows pass on. The key is KMS's, so that only who may read the state opens it.
 * https://docs.aws.amazon.com/kms/latest/developerguide/data-keys.html
 *
 * @param keyId alias of the state's key
 */
export async function seal(
  directory: string,
  purpose: SealedFor,
  { kms, keyId }: { readonly kms: Pick<KMSClient, "send">; readonly keyId: string },
): Promise<string> {
  const { Plaintext, CiphertextBlob } = await kms.send(
    new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: "AES_256", EncryptionContext: { ...purpose } }),
  );
  if (Plaintext === undefined || CiphertextBlob === undefined) throw new Error(`${keyId} gives no data key`);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", Plaintext, iv);
  const content = Buffer.concat([
    cipher.update(gzipSync(JSON.stringify(filesOf(directory)))),
    cipher.final(),
  ]);
  const envelope: Envelope = {
    ...purpose,
    key: Buffer.from(CiphertextBlob).toString("base64"),
    iv: iv.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    content: content.toString("base64"),
  };
  return JSON.stringify(envelope);
}

/**
 * Writes what {@link seal} has encrypted into a directory.
 *
 * @throws {SealError} where it was sealed for something else: after an attempt that has begun to deploy, a plan made before
 *   is stale
 */
export async function unseal(
  sealed: string,
  directory: string,
  purpose: SealedFor,
  { kms }: { readonly kms: Pick<KMSClient, "send"> },
): Promise<void> {
  const { key, iv, tag, content, environment, run, attempt } = JSON.parse(sealed) as Envelope;
  if (environment !== purpose.environment || run !== purpose.run || attempt !== purpose.attempt) {
    throw new SealError(
      `This plan is of ${environment}, run ${run}, attempt ${attempt}; allowed is one of ${purpose.environment}, run ${purpose.run}, ` +
        `attempt ${purpose.attempt}. What failed may have changed something, so plan anew: choose Re-run all jobs.`,
    );
  }
  const { Plaintext = new Uint8Array() } = await kms.send(
    new DecryptCommand({ CiphertextBlob: Buffer.from(key, "base64"), EncryptionContext: { ...purpose } }),
  );
  const decipher = createDecipheriv("aes-256-gcm", Plaintext, Buffer.from(iv, "base64"));
  decipher.setAuthTag(Buffer.from(tag, "base64"));
  const zipped = Buffer.concat([decipher.update(Buffer.from(content, "base64")), decipher.final()]);
  const files = JSON.parse(gunzipSync(zipped).toString()) as Record<string, string>;
  for (const [name, file] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), Buffer.from(file, "base64"));
  }
}

/** Contents in base64, by path below the directory. */
function filesOf(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(join(directory, name)).isFile()).sort();
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(directory, name), "base64")]));
}
