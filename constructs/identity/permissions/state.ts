import type { Permission } from "./permission";

/**
 * Terraform's remote state: a plan reads it, without a lock; a deployment takes the lock and writes what its stacks
 * become.
 * https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
 */
export const STATE: readonly Permission[] = [
  { service: "s3", read: ["ListBucket"], on: ["s3:::{state-bucket}"] },
  {
    service: "s3",
    read: ["GetObject"],
    write: ["PutObject"],
    on: ["s3:::{state-bucket}/{stacks}.tfstate"],
  },
  {
    service: "dynamodb",
    read: ["GetItem"],
    write: ["DeleteItem", "PutItem"],
    on: ["dynamodb:{state-region}:{account}:table/{state-table}"],
    conditions: ({ state, stacks }) => ({
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${state.bucket}/${stacks}.tfstate*`] },
    }),
  },
  {
    service: "kms",
    read: ["Decrypt"],
    write: ["GenerateDataKey"],
    on: ["kms:{state-region}:{account}:key/*"],
    conditions: ({ state }) => ({ "ForAnyValue:StringEquals": { "kms:ResourceAliases": [state.keyAlias] } }),
  },
];

/** Encrypting a saved plan, which holds what the state holds, with the key of the state. */
export const SEALED_PLANS: readonly Permission[] = [
  {
    service: "kms",
    read: ["GenerateDataKey"],
    on: ["kms:{state-region}:{account}:key/*"],
    conditions: ({ state }) => ({ "ForAnyValue:StringEquals": { "kms:ResourceAliases": [state.keyAlias] } }),
  },
];

/** Finding the hosted zone that records belong to: the only thing that a plan asks AWS for which it doesn't refresh. */
export const ZONES: readonly Permission[] = [
  { service: "route53", read: ["GetHostedZone", "ListTagsForResource"], on: ["route53:::hostedzone/*"] },
  { service: "route53", read: ["ListHostedZones"], on: "*" },
];
