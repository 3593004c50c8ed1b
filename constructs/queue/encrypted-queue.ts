import { SqsQueue, type SqsQueueConfig } from "@cdktf/provider-aws/lib/sqs-queue";
import type { Construct } from "constructs";
import { arn, type Location } from "../location";
import { policyDocument } from "../security/policy-document";

export interface EncryptedQueueProps extends Omit<SqsQueueConfig, "policy"> {
  readonly at: Location;
  /** At most 80 characters. */
  readonly name: string;
  readonly keyArn: string;
}

/**
 * An SQS queue that is encrypted with a customer-managed key and reached over TLS only. Policies are part of the queue,
 * not resources of their own: the provider waits half a minute for each.
 */
export function encryptedQueue(
  scope: Construct,
  id: string,
  { at, keyArn, ...config }: EncryptedQueueProps,
): SqsQueue {
  return new SqsQueue(scope, id, {
    ...config,
    kmsMasterKeyId: keyArn,
    kmsDataKeyReusePeriodSeconds: 300,
    receiveWaitTimeSeconds: 20,
    policy: policyDocument({
      sid: "DenyPlainHttp",
      effect: "Deny",
      principals: "*",
      actions: ["sqs:*"],
      resources: [arn(at, "sqs", config.name)],
      conditions: { Bool: { "aws:SecureTransport": "false" } },
    }),
  });
}
