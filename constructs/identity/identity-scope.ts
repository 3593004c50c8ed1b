import type { DomainConfig } from "../../environments/config/schema";
import { DNS_REGION, globalArn } from "../location";
import { boundedName } from "../naming";
import type { Statement } from "../security/policy-document";
import { COST_REGION } from "../cost/cost-control";
import type { StateLocation } from "../state/state-location";
import { ACCOUNT } from "./permissions/account";
import { BOUNDARY } from "./permissions/boundary";
import { COMPUTE } from "./permissions/compute";
import { DATA } from "./permissions/data";
import { EDGE } from "./permissions/edge";
import { guardrail } from "./permissions/guardrail";
import { MONITORING } from "./permissions/monitoring";
import { NETWORK } from "./permissions/network";
import { type Permission, type Scope, statementsOf } from "./permissions/permission";
import { ROLES } from "./permissions/roles";
import { SEALED_PLANS, STATE, ZONES } from "./permissions/state";

/** Everything that Terraform does for an environment; one that has these roles has no pipeline within AWS. */
const ALL: readonly Permission[] = [
  ...STATE,
  ...NETWORK,
  ...COMPUTE,
  ...DATA,
  ...MONITORING,
  ...EDGE,
  ...ROLES,
];

/** What permissions need to know of an environment. */
export interface Deployable {
  readonly project: string;
  readonly name: string;
  readonly account: string;
  readonly regions: readonly { readonly name: string }[];
  /** Its domain, whose records are made in a region of their own. */
  readonly domain?: Pick<DomainConfig, "name" | "alternativeNames" | "zone"> | undefined;
}

const prefixOf = ({ project, name }: Deployable) => `${project}-${name}`;

export function deployRoleName(environment: Deployable): string {
  return boundedName(`${prefixOf(environment)}-deploy`, "role");
}

export function planRoleName(project: string): string {
  return boundedName(`${project}-plan`, "role");
}

export function pullRequestRoleName(project: string): string {
  return boundedName(`${project}-pull-request`, "role");
}

/** The boundary of the roles of an environment's own resources. */
export function boundaryArn(environment: Deployable): string {
  return globalArn(environment, "iam", `policy/${boundaryName(environment)}`);
}

export function boundaryName(environment: Deployable): string {
  return boundedName(`${prefixOf(environment)}-boundary`, "policy");
}

/** What deploying and destroying an environment takes, and what it may never do. */
export function deployStatements(environment: Deployable, state: StateLocation): Statement[] {
  const scope = scopeOf(environment, state);
  const { project } = environment;
  const identities = [deployRoleName(environment), planRoleName(project), pullRequestRoleName(project)].map(
    (name) => globalArn(environment, "iam", `role/${name}`),
  );
  return [
    ...statementsOf(ALL, scope, ["read", "write"]),
    ...guardrail({
      account: environment.account,
      identities,
      boundaryArn: scope.boundaryArn,
      accountKeys: [state.keyAlias, `alias/${environment.project}-baseline-*`],
    }),
  ];
}

/** What a plan of any environment of a project in an account takes, and of the account's own stacks. */
export function planStatements(
  environments: readonly [Deployable, ...Deployable[]],
  state: StateLocation,
): Statement[] {
  return statementsOf([...ALL, ...ACCOUNT, ...SEALED_PLANS], readingScope(environments, state), ["read"]);
}

/**
 * What a plan from the state alone takes: nothing that exists is read, and no secret. Pull requests run code that nobody
 * has looked at yet.
 */
export function pullRequestStatements(
  environments: readonly [Deployable, ...Deployable[]],
  state: StateLocation,
): Statement[] {
  return statementsOf([...STATE, ...ZONES], readingScope(environments, state), ["read"]);
}

/** Everything of a project in an account. */
function readingScope(environments: readonly [Deployable, ...Deployable[]], state: StateLocation): Scope {
  const [{ project, account }] = environments;
  const regions = [...environments.flatMap(regionsOf), state.region, COST_REGION];
  return {
    account,
    regions: [...new Set(regions)],
    names: [`${project}-*`],
    roleNames: [`${project}-*`],
    tags: { Project: project },
    records: [],
    stacks: "*",
    boundaryArn: "",
    state,
  };
}

/** The most that a role of the environment's own resources may do. */
export function boundaryStatements(environment: Deployable, state: StateLocation): Statement[] {
  // A boundary is one policy. Regions are left to the roles' own policies, so that it fits for any number of them.
  return merged(statementsOf(BOUNDARY, { ...scopeOf(environment, state), regions: [] }, ["write"]));
}

/** Statements about the same resources as one: a policy's size is limited. */
function merged(statements: readonly Statement[]): Statement[] {
  const byResources = new Map<string, Statement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.resources, statement.conditions]);
    const before = byResources.get(key);
    const actions = [...new Set([...(before?.actions ?? []), ...statement.actions])];
    byResources.set(key, { ...(before ?? statement), actions });
  }
  return [...byResources.values()];
}

function scopeOf(environment: Deployable, state: StateLocation): Scope {
  const { project, name, account } = environment;
  const prefix = prefixOf(environment);
  const regions = regionsOf(environment);
  return {
    account,
    regions,
    names: [prefix, `${prefix}-*`],
    roleNames: regions.map((region) => `${prefix}-${region}-*`),
    tags: { Project: project, Environment: name },
    records: recordsOf(environment),
    stacks: `${name}-*`,
    boundaryArn: boundaryArn(environment),
    state,
  };
}

function regionsOf({ regions, domain }: Deployable): string[] {
  const names = regions.map(({ name }) => name);
  return [...new Set(domain === undefined ? names : [...names, DNS_REGION])];
}

/** Names of an environment's records and of those that prove its certificates; all of a zone that is its own. */
function recordsOf({ domain }: Deployable): string[] {
  if (domain === undefined) return [];
  const { name, alternativeNames, zone } = domain;
  const names = [name, ...alternativeNames, ...(zone.create ? [zone.name ?? name] : [])];
  const levels = names.map((one) => one.replace(/^\*\./, ""));
  return [...new Set(levels)].flatMap((level) => [level, `*.${level}`]);
}
