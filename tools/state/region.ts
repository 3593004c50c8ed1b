import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { awsClient } from "../aws/client";
import type { StateLocation } from "../../constructs/state/state-location";
import { ExpectedError } from "../cli/expected-error";

/** The account's remote state is in another region than the configuration says. */
export class StateElsewhereError extends ExpectedError {
  override readonly name = "StateElsewhereError";
}

interface Refusal {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/**
 * An account has one remote state. Where the configuration looks for it in another region, because a region was put in
 * front of the list, an empty state would be made there, and everything anew.
 *
 * @throws {StateElsewhereError} with the region that it is in
 */
export async function refuseSecondState({ bucket, region, account }: StateLocation): Promise<void> {
  const found = await bucketRegion(bucket, region);
  if (found === undefined || found === region) return;
  throw new StateElsewhereError(
    `The remote state of account ${account} is in ${found} (${bucket}), not in ${region}. Say so in the environments of this account: stateRegion: "${found}". Nothing was changed.`,
  );
}

/** S3 says where a bucket is whatever region is asked. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
async function bucketRegion(bucket: string, asked: string): Promise<string | undefined> {
  const s3 = awsClient(S3Client, { region: asked });
  try {
    const { BucketRegion } = await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return BucketRegion ?? asked;
  } catch (error) {
    const { $metadata, $response } = error as Refusal;
    if ($metadata?.httpStatusCode === 404) return undefined;
    const told = $response?.headers?.["x-amz-bucket-region"];
    if ($metadata?.httpStatusCode === 301 && told !== undefined) return told;
    throw error;
  } finally {
    s3.destroy();
  }
}
