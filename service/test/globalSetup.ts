import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import type { TestProject } from "vitest/node";
import { startEmulator, type Emulator } from "./emulator.js";
import { startMariadb } from "../../tools/servers/mariadb.js";
import { startPostgres, type DatabaseServer } from "../../tools/servers/postgres.js";
import { ProgramMissingError, runProgram, temporaryDirectory } from "../../tools/servers/program.js";
import { startRedis } from "../../tools/servers/redis.js";

/** Servers the tests run against; absent where the program is not installed. */
export interface Servers {
  readonly postgres?: Omit<DatabaseServer, "stop">;
  readonly mariadb?: Omit<DatabaseServer, "stop">;
  readonly redis?: { readonly port: number };
  readonly emulator?: { readonly url: string };
}

declare module "vitest" {
  interface ProvidedContext {
    servers: Servers;
    /** Directory of the bundle that the tests of processes run. */
    bundle: string;
    /** Directory of an empty PGlite database, to be copied: making one takes seconds. Copies beside it go with it. */
    embedded: string;
  }
}

/** Starts every server once for all tests. In CI a missing one is an error, elsewhere it is said. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = [];
  const start = async <T extends { stop(): Promise<void> }>(
    name: string,
    launch: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      const server = await launch();
      stops.push(() => server.stop());
      return server;
    } catch (error) {
      if (!(error instanceof ProgramMissingError)) throw error;
      if (process.env["CI"]) throw new Error(`tests against ${name} cannot run: ${error.message}`);
      console.warn(`NOT RUN: tests against ${name}: ${error.message}`);
      return undefined;
    }
  };
  const teardown = async (): Promise<void> => {
    await Promise.all(stops.map((stop) => stop()));
  };

  try {
    const bundle = temporaryDirectory();
    stops.push(() => {
      bundle.remove();
      return Promise.resolve();
    });
    // Outside of the package, as in the image: no dependency is found that is not in the bundle.
    runProgram(process.execPath, [fileURLToPath(new URL("../build.mjs", import.meta.url)), bundle.path]);
    project.provide("bundle", bundle.path);
    const embedded = temporaryDirectory();
    stops.push(() => {
      embedded.remove();
      return Promise.resolve();
    });
    const template = join(embedded.path, "template");
    project.provide("embedded", template);
    const [postgres, mariadb, redis, emulator] = await Promise.all([
      start("PostgreSQL", startPostgres),
      start("MariaDB", startMariadb),
      start("Redis", startRedis),
      start<Emulator>("SQS", startEmulator),
      PGlite.create(template).then((database) => database.close()),
    ]);
    project.provide("servers", {
      ...(postgres && { postgres: described(postgres) }),
      ...(mariadb && { mariadb: described(mariadb) }),
      ...(redis && { redis: { port: redis.port } }),
      ...(emulator && { emulator: { url: emulator.url } }),
    });
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

/** Only data can be handed to the tests. */
function described({ port, program, ca, directory, owner }: DatabaseServer): Omit<DatabaseServer, "stop"> {
  return { port, program, ca, directory, owner };
}
