import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { awsClient } from "../aws/client";
import type { StateLocation } from "../../constructs/state/state-location";
import { refuseSecondState } from "../state/region";

/** A stack's state, as far as others need to know it. */
export interface DeployedStack {
  readonly outputs: readonly string[];
  /** How many resources it describes. */
  readonly resources: number;
  /** Stacks whose outputs it reads. */
  readonly reads: readonly string[];
  /** Regions of its further providers, which are called after them. */
  readonly aliases: readonly string[];
}

interface StateFile {
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly resources?: readonly StateResource[];
}

interface StateResource {
  readonly mode: string;
  readonly type: string;
  /** `provider["registry.terraform.io/hashicorp/aws"].us-west-2` */
  readonly provider?: string;
  readonly instances?: readonly {
    readonly attributes?: { readonly config?: { readonly value?: { readonly key?: string } } };
  }[];
}

/**
 * What is in the account's remote state for an environment, by stack; undefined where there is no remote state.
 *
 * @throws {StateElsewhereError} where it is in another region
 */
export async function deployedStacks(
  location: StateLocation,
  environment: string,
): Promise<ReadonlyMap<string, DeployedStack> | undefined> {
  await refuseSecondState(location);
  const { bucket, region } = location;
  const s3 = awsClient(S3Client, { region });
  const found = new Map<string, DeployedStack>();
  try {
    const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: `${environment}-` });
    for await (const { Contents } of pages) {
      for (const { Key } of Contents ?? []) {
        if (Key?.endsWith(SUFFIX) !== true) continue;
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
        const state = JSON.parse((await Body?.transformToString()) ?? "{}") as StateFile;
        found.set(Key.slice(0, -SUFFIX.length), describeState(state));
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

function describeState({ outputs = {}, resources = [] }: StateFile): DeployedStack {
  const keys = resources
    .filter(({ type }) => type === "terraform_remote_state")
    .flatMap(({ instances = [] }) => instances.map(({ attributes }) => attributes?.config?.value?.key ?? ""));
  const aliases = resources.flatMap(({ provider = "" }) => /\]\.(.+)$/.exec(provider)?.[1] ?? []);
  return {
    outputs: Object.keys(outputs),
    resources: resources
      .filter(({ mode }) => mode === "managed")
      .reduce((sum, { instances }) => sum + (instances?.length ?? 0), 0),
    reads: [...new Set(keys)].map((key) => key.slice(0, -SUFFIX.length)),
    aliases: [...new Set(aliases)],
  };
}

const SUFFIX = ".tfstate";
