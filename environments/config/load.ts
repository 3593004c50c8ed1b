import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, relative, resolve } from "node:path";
import { imageProblems } from "../../images/problems";
import { defaultBlock, freeBlock } from "./address-blocks";
import { overlaps, parseCidr } from "./cidr";
import { DNS_REGION } from "../../constructs/location";
import { RESERVED_ENVIRONMENTS } from "./names";
import { inOwnWords } from "./own-words";
import { pipelineProblems } from "./pipelines";
import { ConfigurationError, fromZod, type Problem } from "./problems";
import { type Environment, environmentSchema } from "./schema";

const FILE = /^(?<name>.+)(?<!\.test|\.d)\.ts$/;
/** `cdktf deploy 'dev-*'` selects by this name, so it may not contain the hyphen that ends it. */
const NAME = /^[a-z][a-z0-9]{1,9}$/;

const LOG_POLICIES = 10;

const PROJECT = join(__dirname, "..", "..");

/**
 * The directory of the environments that commands are about: `environments/`, or what the variable ENVIRONMENTS names,
 * relative to the project.
 */
export function environmentsDirectory(project: string): string {
  return resolve(project, process.env["ENVIRONMENTS"] ?? "environments");
}

/**
 * Reads every file of a directory as one environment, named after the file.
 *
 * @param project what images' directories are relative to
 * @param candidate a file that is to be put into the directory: taken instead of the one of its name, if there is one
 * @throws {ConfigurationError} with all problems of all files
 */
export function loadEnvironments(directory: string, project = PROJECT, candidate?: string): Environment[] {
  const environments: Environment[] = [];
  const problems: Problem[] = [];
  const files = new Map(environmentNames(directory).map((name) => [name, join(directory, `${name}.ts`)]));
  if (candidate !== undefined) files.set(basename(candidate, ".ts"), candidate);
  const names = [...files.keys()].sort();
  const way = relative(project, directory);
  const shown = way.startsWith("..") ? "environments" : way;
  for (const [name, path] of [...files].sort()) {
    const label = `${shown}/${name}.ts`;
    const loaded = read(path, label);
    const parsed = "problem" in loaded ? [loaded.problem] : parseEnvironment(name, label, loaded.value);
    if (Array.isArray(parsed)) problems.push(...parsed);
    else {
      environments.push(parsed);
      problems.push(...imageProblems(parsed, label, project));
    }
  }
  problems.push(...disagreements(environments), ...pipelineProblems(environments, names));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return environments;
}

/** Names of the environments that a directory holds; their files are not loaded. */
export function environmentNames(directory: string): string[] {
  return readdirSync(directory)
    .sort()
    .flatMap((file) => FILE.exec(file)?.groups?.["name"] ?? []);
}

/** Validates one environment; an array of problems where it is not valid. */
export function parseEnvironment(name: string, file: string, input: unknown): Environment | Problem[] {
  const problems: Problem[] = [];
  if (!NAME.test(name)) {
    const allowed = "a file name of 2 to 10 lower-case letters and digits, starting with a letter";
    problems.push({ file, path: "", given: JSON.stringify(name), allowed });
  }
  const reserved = RESERVED_ENVIRONMENTS[name];
  if (reserved !== undefined) {
    problems.push({ file, path: "", given: JSON.stringify(name), allowed: `another file name: ${reserved}` });
  }
  // Zod can compile a schema into a function; for the few values there are, that takes longer than it saves.
  const result = environmentSchema.safeParse(withBlocks(name, input), { jitless: true, error: inOwnWords });
  if (!result.success) problems.push(...fromZod(file, input, result.error));
  else problems.push(...tokens(file, result.data));
  return result.success && problems.length === 0 ? { ...result.data, name } : problems;
}

/** Text that cdktf would take for one of its own placeholders, whatever stands around it. */
function tokens(file: string, value: unknown, path: readonly string[] = []): Problem[] {
  if (typeof value === "string") {
    if (!value.includes("TfToken[")) return [];
    return [{ file, path: path.join("."), given: JSON.stringify(value), allowed: "a text without TfToken[" }];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => tokens(file, one, [...path, key]));
}

/** Gives every region that states no network the address block that follows from its name. */
function withBlocks(environment: string, input: unknown): unknown {
  const { regions, project = "webapp" } = (input ?? {}) as { regions?: unknown; project?: unknown };
  if (!Array.isArray(regions)) return input;
  const placed = regions.map((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return entry;
    const { name, cidr, existingVpc } = entry as Readonly<Record<string, unknown>>;
    if (cidr !== undefined || existingVpc !== undefined) return entry;
    return { ...entry, cidr: defaultBlock(String(project), environment, String(name)) };
  });
  return { ...(input as object), regions: placed };
}

// Not `import()`: loading synchronously keeps start-up short and the app a plain sequence.
const load = createRequire(__filename);

function read(path: string, file: string): { value: unknown } | { problem: Problem } {
  try {
    return { value: (load(path) as { default?: unknown }).default };
  } catch (error) {
    const given = error instanceof Error ? error.message : String(error);
    return { problem: { file, path: "", given, allowed: "a TypeScript module with a default export" } };
  }
}

/** The region that holds an environment's remote state. */
export function stateRegion(environment: Environment): string {
  return environment.stateRegion ?? environment.regions[0]?.name ?? "us-east-1";
}

/** Environments of one account share its state bucket and its baseline, so they must agree on both. */
function disagreements(environments: readonly Environment[]): Problem[] {
  return environments.flatMap((environment, index) => {
    const earlier = environments.slice(0, index).filter(({ account }) => account === environment.account);
    const file = `environments/${environment.name}.ts`;
    const problems: Problem[] = [];
    const sameState = earlier.find(({ project }) => project === environment.project);
    if (sameState !== undefined && stateRegion(sameState) !== stateRegion(environment)) {
      const allowed = `${stateRegion(sameState)}, as in environments/${sameState.name}.ts, which shares the account and its state`;
      const given = JSON.stringify(stateRegion(environment));
      problems.push({ file, path: "stateRegion", given, allowed });
    }
    problems.push(...sharedAddresses(environment, file, environments, index));
    problems.push(...tooManyLogPolicies(environment, file, earlier));
    problems.push(...mixedUpNames(environment, file, environments));
    const stated = earlier.find(({ baseline }) => baseline !== undefined);
    const given = JSON.stringify(environment.baseline);
    if (
      stated !== undefined &&
      environment.baseline !== undefined &&
      given !== JSON.stringify(stated.baseline)
    ) {
      const allowed = `nothing, or the same as in environments/${stated.name}.ts, which shares the account and its baseline`;
      problems.push({ file, path: "baseline", given: "another baseline", allowed });
    }
    return problems;
  });
}

/**
 * An account has ten policies in a region that let AWS services write logs. Each environment has one in each of its
 * regions, and where it makes a hosted zone another in the region of DNS.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
 */
function tooManyLogPolicies(
  environment: Environment,
  file: string,
  earlier: readonly Environment[],
): Problem[] {
  const places = ({ regions, domain }: Environment) => [
    ...regions.map(({ name }) => name),
    ...(domain?.zone.create === true ? [DNS_REGION] : []),
  ];
  const all = [...earlier, environment].flatMap(places);
  return [...new Set(places(environment))].flatMap((region): Problem[] => {
    const count = all.filter((one) => one === region).length;
    if (count <= LOG_POLICIES) return [];
    const allowed = `another account: in ${region} this one would have ${count} resource policies of CloudWatch Logs with its other environments, of which AWS takes ${LOG_POLICIES}`;
    return [{ file, path: "account", given: JSON.stringify(environment.account), allowed }];
  });
}

/** Networks that overlap can never be connected, and none of them can be moved once something is in it. */
function sharedAddresses(
  environment: Environment,
  file: string,
  environments: readonly Environment[],
  index: number,
): Problem[] {
  const used = environments.flatMap(({ regions }) => regions.flatMap(({ cidr = [] }) => cidr));
  return environments.slice(0, index).flatMap((other) =>
    other.regions.flatMap((theirs, position) =>
      environment.regions.flatMap((own, place): Problem[] => {
        const [a, b] = [theirs, own].map(({ cidr = "" }) => parseCidr(cidr));
        if (a === undefined || b === undefined || !overlaps(a, b)) return [];
        const allowed = `a block that does not overlap environments/${other.name}.ts: regions.${position}.cidr (${theirs.cidr ?? ""}), such as ${freeBlock(used) ?? "none: all are used"}`;
        return [{ file, path: `regions.${place}.cidr`, given: JSON.stringify(own.cidr), allowed }];
      }),
    ),
  );
}

/**
 * A role that deploys, and ECR's rule for copies of images, tell by the beginning of their names what is an environment's own: `web-dev-…` of the project `web` would
 * reach what the project `web-dev` has.
 */
function mixedUpNames(
  environment: Environment,
  file: string,
  environments: readonly Environment[],
): Problem[] {
  const prefix = ({ project, name }: Environment) => `${project}-${name}`;
  return environments
    .filter((other) => other !== environment && other.account === environment.account)
    .filter((other) => `${prefix(environment)}-`.startsWith(`${prefix(other)}-`))
    .map((other) => ({
      file,
      path: "project",
      given: JSON.stringify(environment.project),
      allowed: `a project with which no name begins with "${prefix(other)}-": those are of environments/${other.name}.ts, which shares the account`,
    }));
}
