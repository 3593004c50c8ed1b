import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { Location } from "../location";
import { boundedName } from "../naming";
import { policyDocument, type Statement } from "./policy-document";

export interface ServiceRoleProps {
  readonly at: Location;
  /** What the role is for; with prefix and region it becomes the role's name. Lower-case, hyphens. */
  readonly purpose: string;
  /** The AWS service that assumes the role, such as `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  /**
   * ARN patterns of the resources on whose behalf the service acts; it may not be another account's.
   * @default any resource of this account
   */
  readonly sourceArn?: string | readonly string[];
  /** Whether the service says for which account it assumes the role; AWS documents it service by service. @default true */
  readonly namesSource?: boolean;
  /** What the role may do; none for a role that only says who it is. */
  readonly statements: readonly Statement[];
}

/** Name of a role. IAM is global: without the region, the same environment in two regions would claim one name. */
export function roleName({ prefix, region }: Pick<Location, "prefix" | "region">, purpose: string): string {
  return boundedName(`${prefix}-${region}-${purpose}`, "role");
}

/**
 * A role that one AWS service assumes, for this account's resources only (the "confused deputy" condition).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export class ServiceRole extends Construct {
  readonly arn: string;
  readonly name: string;
  /** Exists once the permissions do: a resource that needs them at creation depends on it. */
  readonly ready: ITerraformDependable;

  constructor(
    scope: Construct,
    id: string,
    { at, purpose, service, sourceArn, namesSource = true, statements }: ServiceRoleProps,
  ) {
    super(scope, id);
    const role = new IamRole(this, "Default", {
      name: roleName(at, purpose),
      assumeRolePolicy: policyDocument({
        sid: "Assume",
        principals: { services: [service] },
        actions: ["sts:AssumeRole"],
        ...(namesSource && {
          conditions: {
            StringEquals: { "aws:SourceAccount": at.account },
            ...(sourceArn !== undefined && { ArnLike: { "aws:SourceArn": sourceArn } }),
          },
        }),
      }),
    });
    if (!namesSource) {
      suppress(role, "trust-confused-deputy", `${service} does not say for which account it assumes a role.`);
    }
    this.ready =
      statements.length === 0
        ? role
        : new IamRolePolicy(this, "policy", {
            name: purpose,
            role: role.id,
            policy: policyDocument(...statements),
          });
    this.arn = role.arn;
    this.name = role.name;
  }
}
