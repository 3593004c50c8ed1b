import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDockerfile } from "../../images/dockerfile";
import { DATABASES } from "./answers";

/** What an application's directory says about how to run it; undefined where it says nothing. */
export interface Application {
  /** Port that the Dockerfile or the start script names, above 1023. */
  readonly port?: number | undefined;
  /** What says so, such as `Dockerfile`. */
  readonly portSource?: string | undefined;
  /** Arguments that start it, where the image itself has neither command nor entry point. */
  readonly command?: readonly string[] | undefined;
  /** What the Dockerfile copies from, relative to the directory, where it is not the directory. */
  readonly context?: string | undefined;
  /** What its packages connect to. */
  readonly database?: (typeof DATABASES)[number] | undefined;
  readonly cache?: boolean | undefined;
  readonly queue?: boolean | undefined;
}

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Client libraries by what they connect to. */
const CLIENTS = {
  postgres: ["pg", "postgres", "pg-promise", "slonik"],
  mysql: ["mysql", "mysql2", "mariadb"],
  cache: ["redis", "@redis/client", "ioredis", "iovalkey", "@valkey/valkey-glide"],
  queue: ["@aws-sdk/client-sqs", "sqs-consumer", "sqs-producer"],
} as const;

/**
 * Looks at the Dockerfile and the package.json of a directory.
 *
 * @param directory relative to the project, or absolute
 */
export function lookAt(project: string, directory: string): Application {
  const home = resolve(project, directory);
  const manifest = readManifest(join(home, "package.json"));
  const text = read(join(home, "Dockerfile"));
  const uses = (clients: readonly string[]) =>
    clients.some((client) => manifest?.dependencies?.[client] !== undefined);
  return {
    ...portOf(text, manifest),
    command: text === undefined ? undefined : commandOf(text, manifest),
    context: text === undefined ? undefined : contextOf(home, text),
    database: uses(CLIENTS.postgres) ? "postgres" : uses(CLIENTS.mysql) ? "mysql" : undefined,
    cache: uses(CLIENTS.cache),
    queue: uses(CLIENTS.queue),
  };
}

/** An environment variable counts before what is exposed, which is a remark. */
function portOf(
  text: string | undefined,
  manifest: Manifest | undefined,
): Pick<Application, "port" | "portSource"> {
  const start = manifest?.scripts?.["start"] ?? "";
  const candidates: [string | undefined, string][] = [
    ...(text === undefined
      ? []
      : lastMatches(text, /^\s*ENV\s(?:.*\s)?PORT[=\s]"?(\d+)/gim, "ENV PORT in the Dockerfile")),
    ...(text === undefined ? [] : lastMatches(text, /^\s*EXPOSE\s+(\d+)/gim, "EXPOSE in the Dockerfile")),
    ...lastMatches(start, /(?:\bPORT=|--port[= ]|\s-p )(\d+)/g, "the start script in package.json"),
  ];
  for (const [found, portSource] of candidates) {
    const port = Number(found);
    // No container runs as root, and nobody else may listen below.
    if (port >= 1024 && port <= 65_535) return { port, portSource };
  }
  return {};
}

function lastMatches(text: string, pattern: RegExp, source: string): [string | undefined, string][] {
  return [...text.matchAll(pattern)].reverse().map(([, found]) => [found, source]);
}

/** An image without command and entry point starts whatever its base does: for Node.js a prompt. */
function commandOf(text: string, manifest: Manifest | undefined): string[] | undefined {
  const { command, entrypoint, shellForm } = parseDockerfile(text);
  const starts = command !== undefined || entrypoint !== undefined || shellForm;
  return starts || manifest?.scripts?.["start"] === undefined ? undefined : ["npm", "start"];
}

/** A Dockerfile that copies what only a directory above holds is built from there, as in a monorepo. */
function contextOf(home: string, text: string): string | undefined {
  const copied = [...text.matchAll(/^\s*COPY\s+(?!--from)((?:--\S+\s+)*)([^\s[$*?]+)\s+\S/gim)].map(
    ([, , source = ""]) => source,
  );
  for (const context of [".", "..", "../.."]) {
    if (copied.every((source) => existsSync(join(home, context, source))))
      return context === "." ? undefined : context;
  }
  return undefined;
}

function readManifest(file: string): Manifest | undefined {
  try {
    return JSON.parse(read(file) ?? "") as Manifest;
  } catch {
    return undefined;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
