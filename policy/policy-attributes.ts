import type { PolicyStatement } from "./document";
import type { Resource } from "./resource";

/**
 * What a policy is about: `identity` says what its holder may do, `trust` who may assume a role, `resource` who may
 * do what with the resource it belongs to, `endpoint` what of that may go through an endpoint: it gives nobody anything.
 */
export type PolicyKind = "identity" | "trust" | "resource" | "endpoint";

interface PolicyAttribute {
  readonly type: string;
  readonly attribute: string;
  readonly kind: PolicyKind;
}

const policy = (kind: PolicyKind, attribute: string, ...types: readonly string[]): PolicyAttribute[] =>
  types.map((type) => ({ type, attribute, kind }));

/** Every attribute that holds a policy document. */
export const POLICY_ATTRIBUTES: readonly PolicyAttribute[] = [
  ...policy(
    "identity",
    "policy",
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "aws_iam_group_policy",
  ),
  ...policy("trust", "assume_role_policy", "aws_iam_role"),
  ...policy(
    "resource",
    "policy",
    "aws_backup_vault_policy", "aws_cloudwatch_event_bus_policy", "aws_codebuild_resource_policy", "aws_ecr_registry_policy",
    "aws_ecr_repository_policy", "aws_kms_key", "aws_kms_key_policy", "aws_s3_bucket", "aws_s3_bucket_policy",
    "aws_secretsmanager_secret", "aws_secretsmanager_secret_policy", "aws_sns_topic", "aws_sns_topic_policy",
    "aws_sqs_queue", "aws_sqs_queue_policy",
  ), // prettier-ignore
  ...policy("endpoint", "policy", "aws_vpc_endpoint", "aws_vpc_endpoint_policy"),
  ...policy("resource", "access_policies", "aws_opensearch_domain", "aws_opensearch_domain_policy"),
  ...policy("resource", "policy_document", "aws_cloudwatch_log_resource_policy"),
  ...policy("resource", "resource_policy", "aws_dynamodb_resource_policy"),
];

/** Types with a policy of one of these kinds. */
export function typesWith(...kinds: readonly PolicyKind[]): string[] {
  return POLICY_ATTRIBUTES.filter(({ kind }) => kinds.includes(kind)).map(({ type }) => type);
}

/** The attribute of a type that holds a policy. */
export function policyAttribute(type: string): string {
  const found = POLICY_ATTRIBUTES.find((one) => one.type === type);
  if (found === undefined) throw new Error(`no attribute of ${type} is known to hold a policy`);
  return found.attribute;
}

/** The statements that allow something; none where there is no policy, or one that can not be read. */
export function allowed(resource: Resource): PolicyStatement[] {
  return (resource.policy(policyAttribute(resource.type)) ?? []).filter(({ allow }) => allow);
}

/** A statement's name, for a message. */
export function nameOf({ sid }: PolicyStatement): string {
  return sid === "" ? "a statement without Sid" : sid;
}
