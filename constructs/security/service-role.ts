import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { SourcedService, UnsourcedService } from "../../policy/assuming-services";
import type { Location } from "../location";
import { boundedName } from "../naming";
import { policyDocument, type Statement } from "./policy-document";

interface CommonProps {
  readonly at: Location;
  /** What the role is for; with prefix and region it becomes the role's name. Lower-case, hyphens. */
  readonly purpose: string;
  /** What the role may do; none for a role that only says who it is. */
  readonly statements: readonly Statement[];
}

/** A role for a service that says on behalf of which resource it assumes it. */
interface SourcedProps extends CommonProps {
  readonly service: SourcedService;
  /** ARN patterns of the resources on whose behalf the service acts. */
  readonly sourceArn: string | readonly string[];
}

/** A role for a service that does not: with a condition on its source, the service could not assume the role. */
interface UnsourcedProps extends CommonProps {
  readonly service: UnsourcedService;
}

/** The service that assumes the role, one of `ASSUMING_SERVICES`, decides whether a source is named. */
export type ServiceRoleProps = SourcedProps | UnsourcedProps;

/** Name of a role. IAM is global: without the region, the same environment in two regions would claim one name. */
export function roleName({ prefix, region }: Pick<Location, "prefix" | "region">, purpose: string): string {
  return boundedName(`${prefix}-${region}-${purpose}`, "role");
}

/**
 * A role that one AWS service assumes, for this account's resources only wherever the service says for whom it acts
 * (the "confused deputy" condition).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export class ServiceRole extends Construct {
  readonly arn: string;
  readonly name: string;
  /** Exists once the permissions do: a resource that needs them at creation depends on it. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { at, purpose, service, statements } = props;
    const role = new IamRole(this, "Default", {
      name: roleName(at, purpose),
      assumeRolePolicy: policyDocument({
        sid: "Assume",
        principals: { services: [service] },
        actions: ["sts:AssumeRole"],
        ...("sourceArn" in props && {
          conditions: {
            StringEquals: { "aws:SourceAccount": at.account },
            ArnLike: { "aws:SourceArn": props.sourceArn },
          },
        }),
      }),
    });
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
