import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { onePolicy } from "./managed-policies";
import type { StateLocation } from "../state/state-location";
import { suppress } from "../../policy/suppression";
import { GithubProvider } from "./github-provider";
import { GithubRole } from "./github-role";
import {
  boundaryName,
  boundaryStatements,
  type Deployable,
  deployRoleName,
  deployStatements,
  planRoleName,
  planStatements,
  pullRequestRoleName,
  pullRequestStatements,
} from "./identity-scope";

/** An environment that GitHub Actions deploys. */
export interface GithubDeployable extends Deployable {
  readonly github: {
    /** As `owner/name`. */
    readonly repository: string;
    /** Ids of owner and repository, both or none. @default GitHub's tokens do not hold them */
    readonly ownerId?: string | undefined;
    readonly repositoryId?: string | undefined;
    /** Branches whose workflows may plan. */
    readonly branches: readonly string[];
    /** GitHub environment whose jobs may deploy. @default the environment's name */
    readonly environment?: string | undefined;
  };
}

export interface GithubIdentityProps {
  /** The environments of the account that GitHub Actions deploys. */
  readonly environments: readonly [GithubDeployable, ...GithubDeployable[]];
  readonly state: StateLocation;
}

/**
 * Who GitHub Actions is in an account: a role that plans all its environments from branches, one that does so from the
 * state alone for pull requests, and for each environment one that deploys it, for jobs of that GitHub environment alone.
 */
export class GithubIdentity extends Construct {
  readonly planRoleArn: string;
  readonly pullRequestRoleArn: string;
  /** ARNs of the deploying roles, by environment. */
  readonly deployRoleArns: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, { environments, state }: GithubIdentityProps) {
    super(scope, id);
    const provider = new GithubProvider(this, "provider");
    this.planRoleArn = new GithubRole(this, "plan", {
      provider,
      name: planRoleName(environments[0].project),
      description: "Plans deployments; reads, and changes nothing",
      subjects: [...new Set(environments.flatMap(branchSubjects))],
      statements: planStatements(environments, state),
      maxSessionSeconds: 3600,
    }).arn;
    this.pullRequestRoleArn = new GithubRole(this, "pull-request", {
      provider,
      name: pullRequestRoleName(environments[0].project),
      description: "Plans what pull requests change, from the state alone; reads no secret",
      subjects: [...new Set(environments.map(({ github }) => `${repositoryOf(github)}:pull_request`))],
      statements: pullRequestStatements(environments, state),
      maxSessionSeconds: 3600,
    }).arn;
    this.deployRoleArns = Object.fromEntries(
      environments.map((environment) => [environment.name, this.deployable(environment, provider, state)]),
    );
  }

  private deployable(environment: GithubDeployable, provider: GithubProvider, state: StateLocation): string {
    const { name, github } = environment;
    const scope = new Construct(this, name);
    const boundary = new IamPolicy(scope, "boundary", {
      name: boundaryName(environment),
      description: `The most that roles of ${environment.project} in ${name} may do`,
      policy: onePolicy(boundaryStatements(environment, state)),
    });
    suppress(
      boundary,
      "policy-wildcard-resource",
      "A boundary gives nothing: it limits what other policies give.",
    );
    return new GithubRole(scope, "deploy", {
      provider,
      name: deployRoleName(environment),
      description: `Deploys the environment ${name}`,
      subjects: [`${repositoryOf(github)}:environment:${github.environment ?? name}`],
      statements: deployStatements(environment, state),
      // Databases take their time, and a token that ends in the middle leaves a lock behind.
      maxSessionSeconds: 7200,
    }).arn;
  }
}

function branchSubjects({ github }: GithubDeployable): string[] {
  return github.branches.map((branch) => `${repositoryOf(github)}:ref:refs/heads/${branch}`);
}

/**
 * How a token's subject begins. With ids, a repository that gets the same name later is another one.
 * https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
 */
function repositoryOf({ repository, ownerId, repositoryId }: GithubDeployable["github"]): string {
  if (ownerId === undefined || repositoryId === undefined) return `repo:${repository}`;
  const [owner = "", name = ""] = repository.split("/");
  return `repo:${owner}@${ownerId}/${name}@${repositoryId}`;
}
