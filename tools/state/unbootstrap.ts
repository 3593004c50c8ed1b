import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { awsClient } from "../aws/client";
import type { StateLocation } from "../../constructs/state/state-location";
import type { Terraform } from "../terraform/terraform";
import { forgetLocalState, localBackend, OVERRIDE } from "./bootstrap";
import { existingState, stateObjectExists } from "./existing";
import { ExpectedError } from "../cli/expected-error";

/** The remote state can't be removed while it describes something that exists. */
export class StateInUseError extends ExpectedError {
  override readonly name = "StateInUseError";
}

/** A stack of the account that means nothing without environments. */
interface Dependent {
  readonly stackId: string;
  /** In its synthesized directory. */
  readonly terraform: Terraform;
}

/**
 * Removes the remote state of an account, with all versions of it. The state stack's own state moves to a local
 * file first.
 *
 * @param dependent destroyed before, once nothing else is left
 * @throws {StateInUseError} while any other stack has resources
 */
export async function unbootstrap(
  terraform: Terraform,
  stackId: string,
  location: StateLocation,
  dependent?: Dependent,
): Promise<void> {
  const s3 = awsClient(S3Client, { region: location.region });
  if (!(await stateObjectExists(location, stackId))) {
    // An earlier removal was interrupted after the state had left the bucket, which was emptied then.
    await removeRest(terraform, stackId, location, s3);
    return;
  }
  const left = await stacksInUse(s3, location, stackId);
  refuseUsed(
    location,
    left.filter((id) => id !== dependent?.stackId),
  );
  if (dependent !== undefined && left.includes(dependent.stackId)) {
    await dependent.terraform.init("-reconfigure");
    await dependent.terraform.destroy();
  }
  await terraform.init("-reconfigure");
  await terraform.with(OVERRIDE, localBackend(terraform.directory), async () => {
    await terraform.init("-migrate-state", "-force-copy");
    await emptyBucket(s3, location.bucket);
    await terraform.destroy();
  });
  forgetLocalState(terraform.directory);
}

/** @throws {StateInUseError} where a stack has resources */
function refuseUsed({ bucket }: StateLocation, used: readonly string[]): void {
  if (used.length === 0) return;
  throw new StateInUseError(
    `${bucket} holds the state of stacks that still exist; destroy them first: ${used.join(", ")}`,
  );
}

/** Removes what exists of a remote state that has no state of its own. @throws {StateInUseError} as above */
async function removeRest(
  terraform: Terraform,
  stackId: string,
  location: StateLocation,
  s3: S3Client,
): Promise<void> {
  const existing = await existingState(terraform.directory, location);
  if (existing.length === 0) return;
  const bucket = existing.some(({ to }) => to.startsWith("aws_s3_bucket."));
  if (bucket) refuseUsed(location, await stacksInUse(s3, location, stackId));
  await terraform.with(OVERRIDE, localBackend(terraform.directory), async () => {
    await terraform.init("-reconfigure");
    const known = new Set(await terraform.resources().catch(() => []));
    for (const { to, id } of existing) if (!known.has(to)) await terraform.import(to, id);
    if (bucket) await emptyBucket(s3, location.bucket);
    await terraform.destroy();
  });
  forgetLocalState(terraform.directory);
}

async function stacksInUse(s3: S3Client, { bucket }: StateLocation, own: string): Promise<string[]> {
  const used: string[] = [];
  for await (const { Contents } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    for (const { Key } of Contents ?? []) {
      if (Key === undefined || Key === `${own}.tfstate` || !Key.endsWith(".tfstate")) continue;
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      const state = JSON.parse((await Body?.transformToString()) ?? "{}") as {
        resources?: { mode: string }[];
      };
      if (state.resources?.some(({ mode }) => mode === "managed") === true)
        used.push(Key.replace(/\.tfstate$/, ""));
    }
  }
  return used;
}

async function emptyBucket(s3: S3Client, bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    );
    const objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (objects.length === 0) return;
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects } }),
    );
    if (Errors[0] !== undefined)
      throw new Error(`${bucket}: ${Errors[0].Key ?? ""}: ${Errors[0].Message ?? "not deleted"}`);
  }
}
