import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import type { StateLocation } from "../../constructs/state/state-location";

/** A stack's state, as far as others need to know it. */
export interface DeployedStack {
  readonly outputs: readonly string[];
  /** How many resources it describes. */
  readonly resources: number;
}

interface StateFile {
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly resources?: readonly { readonly mode: string; readonly instances?: readonly unknown[] }[];
}

/** What is in the account's remote state for an environment, by stack; undefined where there is no remote state. */
export async function deployedStacks(
  { bucket, region }: StateLocation,
  environment: string,
): Promise<ReadonlyMap<string, DeployedStack> | undefined> {
  const s3 = new S3Client({ region });
  const found = new Map<string, DeployedStack>();
  try {
    const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: `${environment}-` });
    for await (const { Contents } of pages) {
      for (const { Key } of Contents ?? []) {
        if (Key?.endsWith(SUFFIX) !== true) continue;
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
        const state = JSON.parse((await Body?.transformToString()) ?? "{}") as StateFile;
        found.set(Key.slice(0, -SUFFIX.length), {
          outputs: Object.keys(state.outputs ?? {}),
          resources: (state.resources ?? [])
            .filter(({ mode }) => mode === "managed")
            .reduce((sum, { instances }) => sum + (instances?.length ?? 0), 0),
        });
      }
    }
    return found;
  } catch (error) {
    if ((error as Error).name === "NoSuchBucket") return undefined;
    throw error;
  } finally {
    s3.destroy();
  }
}

const SUFFIX = ".tfstate";
