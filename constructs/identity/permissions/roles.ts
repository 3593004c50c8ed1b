import type { Permission, Scope } from "./permission";

/** Roles of the environment's own resources; the region in their names tells them from the deploying role. */
const OWN_ROLES = ["iam::{account}:role/{role-name}"];

/** The services that take on a role of the platform. */
const PASSED_TO = [
  "backup.amazonaws.com", "ecs-tasks.amazonaws.com", "events.amazonaws.com", "firehose.amazonaws.com",
  "lambda.amazonaws.com", "monitoring.rds.amazonaws.com", "rds.amazonaws.com", "scheduler.amazonaws.com",
  // A canary's role is passed to Synthetics, though Lambda assumes it:
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudWatchSyntheticsFullAccess.html
  "synthetics.amazonaws.com", "vpc-flow-logs.amazonaws.com",
]; // prettier-ignore

/** The services that need a role of their own in the account, made once by whoever uses them first. */
const SERVICE_LINKED = [
  "backup.amazonaws.com", "ecs.application-autoscaling.amazonaws.com", "ecs.amazonaws.com", "elasticache.amazonaws.com",
  "elasticloadbalancing.amazonaws.com", "opensearchservice.amazonaws.com", "rds.amazonaws.com",
  "rds.application-autoscaling.amazonaws.com", "replication.ecr.amazonaws.com", "wafv2.amazonaws.com",
]; // prettier-ignore

const withBoundary = ({ boundaryArn }: Scope) => ({ ArnEquals: { "iam:PermissionsBoundary": boundaryArn } });

/** Roles may be made and changed only as long as they carry the boundary, which nothing here can take off or edit. */
export const ROLES: readonly Permission[] = [
  {
    service: "iam",
    read: ["GetRole", "GetRolePolicy", "ListAttachedRolePolicies", "ListInstanceProfilesForRole", "ListRolePolicies", "ListRoleTags"],
    write: ["DeleteRole", "TagRole", "UntagRole", "UpdateRole", "UpdateRoleDescription"],
    on: OWN_ROLES,
  },
  // AWS knows no condition on the boundary for it.
  { service: "iam", write: ["UpdateAssumeRolePolicy"], on: OWN_ROLES },
  {
    service: "iam",
    write: ["AttachRolePolicy", "CreateRole", "DeleteRolePolicy", "DetachRolePolicy", "PutRolePermissionsBoundary", "PutRolePolicy"],
    on: OWN_ROLES,
    conditions: withBoundary,
  },
  {
    service: "iam",
    write: ["PassRole"],
    on: OWN_ROLES,
    conditions: () => ({ StringEquals: { "iam:PassedToService": PASSED_TO } }),
  },
  {
    service: "iam",
    write: ["CreateServiceLinkedRole"],
    on: ["iam::{account}:role/aws-service-role/*"],
    conditions: () => ({ StringEquals: { "iam:AWSServiceName": SERVICE_LINKED } }),
  },
]; // prettier-ignore
