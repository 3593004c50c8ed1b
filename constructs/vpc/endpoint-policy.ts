import type { Location } from "../location";
import { policyDocument, type Statement } from "../security/policy-document";

/** Reading layers and manifests; where a registry is, its own policy and the caller's decide. */
const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/**
 * Who may reach what through an endpoint: identities of this account, and AWS services on its behalf, resources of this
 * account and of those that are named. What somebody brings along, credentials of another account, is of no use there,
 * and nothing is carried off into another account's buckets.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html,
 * https://github.com/aws-samples/data-perimeter-policy-examples/tree/main/vpc_endpoint_policies
 *
 * @param service last part of the service's name, such as `ecr.api`
 * @param accounts whose resources may be reached besides those of this account
 */
export function endpointPolicy(
  at: Omit<Location, "prefix">,
  service: string,
  accounts: readonly string[],
): string {
  const own: Statement = {
    sid: "OwnIdentitiesToOwnResources",
    principals: "*",
    actions: ["*"],
    resources: ["*"],
    conditions: {
      StringEquals: { "aws:PrincipalAccount": at.account, "aws:ResourceAccount": [at.account, ...accounts] },
    },
  };
  const services: Statement = {
    sid: "ServicesOfAws",
    principals: "*",
    actions: ["*"],
    resources: ["*"],
    conditions: { Bool: { "aws:PrincipalIsAWSService": "true" } },
  };
  return policyDocument(own, services, ...(EXCEPTIONS[service]?.(at) ?? []));
}

type Exception = (at: Omit<Location, "prefix">) => readonly Statement[];

/** Images may be of other registries, such as AWS's own for the agent of GuardDuty's Runtime Monitoring. */
const pulls: Exception = ({ account }) => [
  {
    sid: "OwnIdentitiesToImages",
    principals: "*",
    actions: ["ecr:GetAuthorizationToken", ...PULL],
    resources: ["*"],
    conditions: { StringEquals: { "aws:PrincipalAccount": account } },
  },
];

/** What a service needs of AWS's own accounts. */
const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  "ecr.api": pulls,
  "ecr.dkr": pulls,
  // Layers of images lie in a bucket of AWS's, and are read with addresses that AWS signs.
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
  s3: ({ region }) => [
    {
      sid: "LayersOfImages",
      principals: "*",
      actions: ["s3:GetObject"],
      resources: [`arn:aws:s3:::prod-${region}-starport-layer-bucket/*`],
    },
  ],
};
