import type { App } from "cdktf";
import { boundaryArn } from "../constructs/identity/identity-scope";
import { DNS_REGION, type Location } from "../constructs/location";
import { type StateLocation, stateLocation } from "../constructs/state/state-location";
import { baselineOf } from "../environments/config/baseline";
import { stateRegion } from "../environments/config/load";
import { ACCOUNT_TAG } from "../environments/config/names";
import {
  deployerOf,
  laterTargets,
  ownsPipeline,
  pipelineRegion,
  targetsOf,
} from "../environments/config/pipelines";
import type { Environment } from "../environments/config/schema";
import type { DescribeImage } from "../images/image";
import { AnalyticsStack } from "./analytics-stack";
import { BaselineStack } from "./baseline-stack";
import { DataStack } from "./data-stack";
import { DeliveryStack } from "./delivery-stack";
import { DnsStack } from "./dns-stack";
import { IngressStack } from "./ingress-stack";
import { literal } from "./literal";
import { NetworkStack } from "./network-stack";
import { RegistryStack } from "./registry-stack";
import { ReplicationStack } from "./replication-stack";
import { ServiceStack } from "./service-stack";
import { StateStack } from "./state-stack";

/** Where the remote state of an environment is; environments of one account share it. */
export function stateOf(environment: Environment): StateLocation {
  return stateLocation(environment.project, environment.account, stateRegion(environment));
}

export function stateStackId({ account }: Pick<Environment, "account">): string {
  return `${account}-state`;
}

export function baselineStackId({ account }: Pick<Environment, "account">): string {
  return `${account}-baseline`;
}

export function replicationStackId({ account }: Pick<Environment, "account">): string {
  return `${account}-replication`;
}

/** Environments that share an account, and so its state. */
export function byAccount(environments: readonly Environment[]): [Environment, ...Environment[]][] {
  const groups = new Map<string, [Environment, ...Environment[]]>();
  for (const environment of environments) {
    const group = groups.get(environment.account);
    if (group === undefined) groups.set(environment.account, [environment]);
    else group.push(environment);
  }
  return [...groups.values()];
}

/** Everything that is deployed: the stacks of every account, and those of every environment. */
export function addAll(app: App, given: readonly Environment[], describeImage: DescribeImage): void {
  // Texts are escaped here, once. Images are left as they are: their paths are read at synthesis, not by Terraform.
  const environments = given.map((environment) => ({ ...literal(environment), images: environment.images }));
  for (const group of byAccount(environments)) addAccount(app, group);
  for (const environment of environments) addEnvironment(app, environment, describeImage, environments);
}

/**
 * What an account has once for all its environments: remote state, copies of images, and baseline.
 *
 * @param environments with {@link literal} texts
 */
export function addAccount(app: App, environments: readonly [Environment, ...Environment[]]): void {
  const [first] = environments;
  const state = stateOf(first);
  const common = { state, assumeRoleArn: first.assumeRoleArn, tags: accountTags(first) };
  const at: Location = { account: first.account, region: state.region, prefix: first.project };
  new StateStack(app, stateStackId(first), { ...common, at });
  if (ReplicationStack.needed(environments)) {
    new ReplicationStack(app, replicationStackId(first), { ...common, at, environments });
  }
  const baseline = baselineOf(environments);
  const [deployable, ...others] = environments.flatMap(({ delivery: { github }, ...environment }) =>
    github === undefined ? [] : [{ ...environment, github }],
  );
  const budgets = Object.fromEntries(
    environments.flatMap(({ name, cost: { monthlyBudget } }) =>
      monthlyBudget === undefined ? [] : [[name, monthlyBudget]],
    ),
  );
  const logAnalytics = environments.some((environment) => environment.logAnalytics !== undefined);
  const nothing = !baseline.enabled && deployable === undefined && Object.keys(budgets).length === 0;
  if (nothing && !logAnalytics) return;
  const regions = new Set(environments.flatMap((environment) => environment.regions.map(({ name }) => name)));
  new BaselineStack(app, baselineStackId(first), {
    ...common,
    at: { ...at, prefix: `${first.project}-baseline` },
    baseline,
    github: deployable && [deployable, ...others],
    budgets,
    logAnalytics,
    otherRegions: [...regions].filter((name) => name !== at.region),
  });
}

/** What every resource of an environment is tagged with, besides its name. */
export function environmentTags({ tags, project, name }: Environment): Record<string, string> {
  return { ...tags, Project: project, Environment: name };
}

/** What every resource of an account's own stacks is tagged with; no environment may claim it. */
export function accountTags({ project }: Pick<Environment, "project">): Record<string, string> {
  return { Project: project, Environment: ACCOUNT_TAG };
}

/**
 * The stacks of one environment, in every region it names.
 *
 * @param environment with {@link literal} texts
 * @param describeImage what is known of images before they are built
 * @param environments all of them: a pipeline that one of them states may deploy this one
 */
export function addEnvironment(
  app: App,
  environment: Environment,
  describeImage: DescribeImage,
  environments: readonly Environment[],
): void {
  const everywhere = {
    state: stateOf(environment),
    assumeRoleArn: environment.assumeRoleArn,
    tags: environmentTags(environment),
    boundaryArn: environment.delivery.github && boundaryArn(environment),
    environment,
  };
  const at = (region: string) => locationOf(environment, region);
  const deployer = deployerOf(environment, environments);
  const pipeline = deployer && locationOf(deployer, pipelineRegion(deployer));
  const { domain } = environment;
  const dns =
    domain && new DnsStack(app, `${environment.name}-dns`, { ...everywhere, at: at(DNS_REGION), domain });
  let home: DataStack | undefined;
  for (const region of environment.regions) {
    const common = { ...everywhere, at: at(region.name) };
    const id = (stack: string) => `${environment.name}-${region.name}-${stack}`;
    const registry = new RegistryStack(app, id("registry"), {
      ...common,
      pipeline: deployer && {
        at: locationOf(deployer, pipelineRegion(deployer)),
        later: laterTargets(deployer, environment),
      },
    });
    const network = new NetworkStack(app, id("network"), { ...common, region });
    const data = DataStack.needed(environment)
      ? new DataStack(app, id("data"), {
          ...common,
          network,
          copyBackupsTo: next(environment, region.name),
          home,
        })
      : undefined;
    home ??= data;
    const ingress = new IngressStack(app, id("ingress"), { ...common, network });
    const { logAnalytics } = environment;
    const analytics =
      logAnalytics && new AnalyticsStack(app, id("analytics"), { ...common, config: logAnalytics, network });
    const service = new ServiceStack(app, id("service"), {
      ...common,
      region,
      registry,
      network,
      ingress,
      data,
      dns,
      analytics,
      describeImage,
      runtimeMonitoring: watchesTasks(
        baselineOf(environments.filter(({ account }) => account === environment.account)),
      ),
      pipeline,
    });
    // The search domain's functions read log groups of the services by names that are known.
    analytics?.addDependency(service);
  }
  if (ownsPipeline(environment)) {
    new DeliveryStack(app, `${environment.name}-delivery`, {
      ...everywhere,
      at: at(pipelineRegion(environment)),
      owner: environment,
      targets: targetsOf(environment, environments),
    });
  }
}

function watchesTasks({ enabled, guardDuty }: ReturnType<typeof baselineOf>): boolean {
  return enabled && guardDuty.enabled && guardDuty.fargateRuntime;
}

function locationOf({ account, project, name }: Environment, region: string): Location {
  return { account, region, prefix: `${project}-${name}` };
}

/** The region after this one, the first after the last; undefined where there is only one. */
function next({ regions }: Environment, name: string): string | undefined {
  const names: readonly string[] = regions.map((region) => region.name);
  return names.length < 2 ? undefined : names[(names.indexOf(name) + 1) % names.length];
}
