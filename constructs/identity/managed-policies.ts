import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { boundedName } from "../naming";
import { type RuleId } from "../../policy/rules";
import { suppress } from "../../policy/suppression";
import { isWildcardResource, needsWildcardResource } from "../../policy/wildcards";
import { policyDocument, type Statement } from "../security/policy-document";

/** Characters of a managed policy, and policies of a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const POLICY_QUOTA = { characters: 6144, perRole: 10 } as const;

/** What breaks a rule of the security policy on purpose; kept apart, so that everything else keeps it. */
interface Accepted {
  readonly rule: RuleId;
  readonly reason: string;
  readonly applies: (statement: Statement) => boolean;
}

/** Statements about everything of a kind, where AWS chooses the names. */
const UNNAMED: Accepted = {
  rule: "policy-wildcard-resource",
  reason:
    "AWS chooses the names of keys, zones, certificates, target groups and the like; where it can, a statement asks for the environment's tags.",
  applies: ({ actions, resources = [] }) =>
    resources
      .filter(isWildcardResource)
      .some((one) => actions.some((action) => !needsWildcardResource(action, one))),
};

const ACCEPTED: readonly Accepted[] = [
  UNNAMED,
  {
    rule: "policy-privilege-escalation",
    reason:
      "It says who takes on a role; the roles it is about carry the boundary, which nothing here takes off.",
    applies: ({ actions }) => actions.includes("iam:UpdateAssumeRolePolicy"),
  },
];

function acceptedFor(statement: Statement): Accepted | undefined {
  return statement.effect === "Deny" ? undefined : ACCEPTED.find(({ applies }) => applies(statement));
}

export interface ManagedPoliciesProps {
  /** Name of the role; the policies are called after it, with a number. */
  readonly roleName: string;
  /** The role, whose policies must not be attached before it exists. */
  readonly role: ITerraformDependable;
  readonly statements: readonly Statement[];
}

/** As many managed policies as statements need, attached to a role: one holds no more than 6,144 characters. */
export class ManagedPolicies extends Construct {
  /** @throws {Error} where they are more than a role may have */
  constructor(scope: Construct, id: string, { roleName, role, statements }: ManagedPoliciesProps) {
    super(scope, id);
    const documents = policiesOf(statements);
    if (documents.length > POLICY_QUOTA.perRole) {
      throw new Error(
        `${this.node.path}: the permissions of ${roleName} need ${documents.length} policies; allowed are ` +
          `${POLICY_QUOTA.perRole} to a role. Use fewer regions in one environment.`,
      );
    }
    documents.forEach(({ policy, accepted }, index) => {
      const number = index + 1;
      const made = new IamPolicy(this, `${number}`, {
        name: boundedName(`${roleName}-${number}`, "policy"),
        description: `What ${roleName} may do, part ${number} of ${documents.length}`,
        policy,
      });
      for (const { rule, reason } of accepted) suppress(made, rule, reason);
      new IamRolePolicyAttachment(this, `${number}-attachment`, {
        role: roleName,
        policyArn: made.arn,
        dependsOn: [role],
      });
    });
  }
}

/** A document that holds all statements. @throws {Error} where they do not fit into one policy, as a boundary must */
export function onePolicy(statements: readonly Statement[]): string {
  const document = policyDocument(...statements);
  if (document.length <= POLICY_QUOTA.characters) return document;
  throw new Error(
    `the policy has ${document.length} characters; allowed are ${POLICY_QUOTA.characters}. Name fewer actions or resources.`,
  );
}

/** Documents that hold all statements, and what is accepted about each. */
export function policiesOf(
  statements: readonly Statement[],
): { readonly policy: string; readonly accepted: readonly Accepted[] }[] {
  return [undefined, ...ACCEPTED].flatMap((accepted) =>
    documentsOf(statements.filter((statement) => acceptedFor(statement) === accepted)).map((policy) => ({
      policy,
      accepted: accepted === undefined ? [] : [accepted],
    })),
  );
}

/** Documents that hold all statements, each within the quota; the largest statements are placed first. */
export function documentsOf(statements: readonly Statement[]): string[] {
  const documents: Statement[][] = [];
  const parts = statements.flatMap(split).sort((a, b) => size([b]) - size([a]));
  for (const statement of parts) {
    const place = documents.find((document) => size([...document, statement]) <= POLICY_QUOTA.characters);
    if (place === undefined) documents.push([statement]);
    else place.push(statement);
  }
  return documents.map((document) => policyDocument(...document));
}

/** Whitespace does not count, and there is none. */
function size(statements: readonly Statement[]): number {
  return policyDocument(...statements).length;
}

/** A statement that alone exceeds the quota, as two that say the same. */
function split(statement: Statement): Statement[] {
  if (size([statement]) <= POLICY_QUOTA.characters) return [statement];
  const { sid, actions, resources = [] } = statement;
  const byResources = JSON.stringify(resources).length > JSON.stringify(actions).length;
  const list = byResources ? resources : actions;
  if (list.length < 2) throw new Error(`the statement ${sid} does not fit into a managed policy`);
  const half = Math.ceil(list.length / 2);
  return [list.slice(0, half), list.slice(half)].flatMap((values, index) =>
    split({
      ...statement,
      sid: `${sid}${"ab".charAt(index)}`,
      ...(byResources ? { resources: values } : { actions: values }),
    }),
  );
}
