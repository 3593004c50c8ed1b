import { imageProblems } from "../../images/problems";
import { parseEnvironment, stateRegion } from "../../environments/config/load";
import type { Problem } from "../../environments/config/problems";
import { defaultBlock, freeBlock } from "../../environments/config/address-blocks";
import { overlaps, parseCidr } from "../../environments/config/cidr";
import type { Environment, EnvironmentInput } from "../../environments/config/schema";

/** The engines that `database.engine` can name, and none. */
export const DATABASES = ["none", "postgres", "mysql", "aurora-postgresql", "aurora-mysql"] as const;

/** What `npm run init` has to know to write an environment's file. */
export interface Answers {
  /** Name of the environment and of its file. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** Domain name of the application; empty: none. */
  readonly domain: string;
  /** Directory with a Dockerfile, relative to the project, or an image by its digest. */
  readonly application: string;
  /** What the Dockerfile copies from, relative to the directory; empty: the directory. */
  readonly context: string;
  readonly port: number;
  /** Arguments to the image's entry point; empty: the image's own command. */
  readonly command: readonly string[];
  readonly health: string;
  readonly database: string;
  readonly cache: boolean;
  readonly queue: boolean;
}

/** The default of `project`. */
const PROJECT = "webapp";

/** Where an answer stands in the environment; empty where it is the file's name. */
const PATHS: Readonly<Record<keyof Answers, string>> = {
  name: "",
  account: "account",
  region: "regions",
  domain: "domain",
  application: "images",
  context: "images",
  port: "services.web.port",
  command: "services.web.command",
  health: "services.web.route",
  database: "database",
  cache: "cache",
  queue: "queue",
};

/** Stands in for what has not been answered yet. */
const EXAMPLE: Answers = {
  name: "example",
  account: "111111111111",
  region: "us-east-1",
  domain: "",
  application: "application",
  context: "",
  port: 8080,
  command: [],
  health: "/",
  database: "none",
  cache: false,
  queue: false,
};

/** What the environment's file states: what was decided, and nothing else. */
export function environmentOf(answers: Answers): EnvironmentInput {
  const { application, context, command, domain, database, port, health } = answers;
  const image = application.includes("@sha256:")
    ? { reference: application }
    : { directory: application, ...(context === "" ? {} : { context }) };
  return {
    account: answers.account,
    regions: [{ name: answers.region as "us-east-1" }],
    ...(domain === "" ? {} : { domain: { name: domain } }),
    images: { app: image },
    services: {
      web: {
        ...(command.length === 0 ? {} : { command: [...command] }),
        port,
        ...(answers.queue ? { queue: "send" as const } : {}),
        route: health === "/" ? {} : { healthCheck: { path: health } },
      },
    },
    ...(database === "none" ? {} : { database: { engine: database as "postgres" } }),
    ...(answers.cache ? { cache: {} } : {}),
    ...(answers.queue ? { queue: {} } : {}),
  };
}

/**
 * The same, with what follows from the environments that are there: one account has one region for its state, and
 * networks don't overlap.
 */
export function besideOthers(answers: Answers, others: readonly Environment[]): EnvironmentInput {
  const input = environmentOf(answers);
  const { account, name, region } = answers;
  const sameState = others.find((other) => other.account === account && other.project === PROJECT);
  const state = sameState === undefined ? region : stateRegion(sameState);
  const used = others.flatMap(({ regions }) => regions.flatMap(({ cidr }) => cidr ?? []));
  const [own, ...theirs] = [defaultBlock(PROJECT, name, region), ...used].map(parseCidr);
  const taken = theirs.some((one) => own !== undefined && one !== undefined && overlaps(own, one));
  const cidr = taken ? freeBlock(used) : undefined;
  return {
    ...input,
    ...(state === region ? {} : { stateRegion: state as "us-east-1" }),
    regions: [{ name: region as "us-east-1", ...(cidr === undefined ? {} : { cidr }) }],
  };
}

/**
 * What is wrong with one answer, by the rules of the configuration itself.
 *
 * @param project directory that the application's is relative to
 * @param answers the answer, and those given before it
 */
export function problemWith(
  project: string,
  field: keyof Answers,
  answers: Partial<Answers>,
): string | undefined {
  const all = { ...EXAMPLE, ...answers };
  const found = parseEnvironment(all.name, "", environmentOf(all));
  const problems = Array.isArray(found)
    ? found
    : field === "application"
      ? imageProblems(found, "", project)
      : [];
  const own = problems.find(({ path }) => belongsTo(field, path));
  return own && sentence(own);
}

function belongsTo(field: keyof Answers, path: string): boolean {
  const own = PATHS[field];
  return path === own || (own !== "" && path.startsWith(`${own}.`));
}

function sentence({ given, allowed }: Problem): string {
  const rule = allowed.startsWith("must ") ? allowed : `allowed is ${allowed}`;
  return `given ${given ?? "nothing"}; ${rule}`;
}
