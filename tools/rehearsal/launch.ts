import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, posix, resolve } from "node:path";
import type { BuildPaths } from "../../images/context";
import { parseDockerfile } from "../../images/dockerfile";
import type { Manifest } from "./manifest";
import { scriptsOf } from "./preparation";

/** How a container is started as a process of this machine, or by a container engine. */
export interface Launch {
  readonly program: string;
  /** @param variables names of the variables that the program finds in its environment */
  readonly args: (variables: readonly string[]) => readonly string[];
  /** Where it starts. @default here */
  readonly directory?: string;
}

/** Programs that come with Node.js. */
const NODE_PROGRAMS = ["node", "npm", "npx"];

/**
 * How a container of an application that is built here is started without a container: what its `rehearsal.json` says,
 * else what ENTRYPOINT and CMD of its Dockerfile say, else `npm start`.
 *
 * @param command what the task definition states
 * @returns a sentence where nothing of that can be started here
 */
export function launchOf(
  paths: BuildPaths,
  manifest: Manifest,
  command: readonly string[] | undefined,
): Launch | string {
  const { directory } = paths;
  if (manifest.start !== undefined) return launch(directory, [...manifest.start, ...(command ?? [])]);
  const dockerfile = parseDockerfile(readFileSync(paths.dockerfile, "utf8"));
  const line = [...(dockerfile.entrypoint ?? []), ...(command ?? dockerfile.command ?? [])];
  const here = line.map((part) => onThisMachine(part, dockerfile.workdir, directory));
  const reason = whyNot(here, directory);
  if (reason === undefined && !(dockerfile.shellForm && command === undefined))
    return launch(directory, here);
  if (command === undefined && "start" in scriptsOf(directory)) return launch(directory, ["npm", "start"]);
  return reason ?? "its Dockerfile starts it with a shell";
}

/**
 * How a container is run by a container engine, hardened as in its task definition, on this machine's network.
 *
 * @param engine `docker` or `podman`
 */
export function engineLaunch(
  engine: string,
  image: string,
  { user, readOnly, writable, command = [] }: Hardened,
): Launch {
  const settings = [
    ...["run", "--rm", "--network", "host", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...(user === undefined ? [] : ["--user", user]),
    ...(readOnly ? ["--read-only"] : []),
    ...writable.flatMap((path) => ["--tmpfs", path]),
  ];
  return {
    program: engine,
    args: (variables) => [...settings, ...variables.flatMap((name) => ["--env", name]), image, ...command],
  };
}

/** What a container may do, as its applied definition says. */
export interface Hardened {
  readonly user?: string | undefined;
  readonly readOnly: boolean;
  /** Directories that can be written to. */
  readonly writable: readonly string[];
  readonly command?: readonly string[] | undefined;
}

function launch(directory: string, [program = "", ...args]: readonly string[]): Launch {
  return { program: program === "node" ? process.execPath : program, args: () => args, directory };
}

/** A path below the container's working directory is one below the application's directory. */
function onThisMachine(part: string, workdir: string | undefined, directory: string): string {
  if (workdir === undefined || !isAbsolute(part)) return part;
  const below = posix.relative(workdir, part);
  return below.startsWith("..") ? part : join(directory, below);
}

/** Why a command line can not be started here; undefined where it can. */
function whyNot([program, ...args]: readonly string[], directory: string): string | undefined {
  if (program === undefined) return "its Dockerfile names no command";
  if (!NODE_PROGRAMS.includes(program)) return `it is started with ${program}, which belongs to its image`;
  const script = args.find((arg) => !arg.startsWith("-"));
  if (program !== "node" || script === undefined || /^-(e|p|-eval|-print)$/.test(args[0] ?? ""))
    return undefined;
  const file = resolve(directory, script);
  const found = ["", ".js", ".mjs", ".cjs", "/index.js"].some((end) => existsSync(`${file}${end}`));
  return found ? undefined : `there is no ${file} after its build`;
}
