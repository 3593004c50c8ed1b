import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { embeddedPostgres } from "../setup/programs.cjs";
import { makeCertificates, type Owner } from "./certificates";
import {
  findProgram,
  freePort,
  runProgram,
  serverUser,
  startServer,
  temporaryDirectory,
  type Server,
} from "./program";

export const serverPassword = "correct horse battery staple";

export interface DatabaseServer extends Server {
  /** Certificate of the authority that issued the server's, PEM. */
  readonly ca: string;
  /** Where its certificate is, and whose the files are. */
  readonly directory: string;
  readonly owner: Owner | undefined;
}

/**
 * A PostgreSQL server of its own, with user `postgres`.
 *
 * @param options whether connections may be encrypted, for which OpenSSL makes certificates
 */
export function startPostgres(options: { readonly tls: false }): Promise<Server>;
export function startPostgres(): Promise<DatabaseServer>;
export async function startPostgres({ tls = true } = {}): Promise<DatabaseServer | Server> {
  const programs = { initdb: findProgram("initdb"), postgres: findProgram("postgres") };
  const user = serverUser("postgres");
  const directory = temporaryDirectory(user);
  try {
    const { initdb, postgres } = user ? readable(programs, directory.path) : programs;
    const data = join(directory.path, "data");
    const passwordFile = join(directory.path, "password");
    writeFileSync(passwordFile, serverPassword, { mode: 0o644 });
    const init = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
    runProgram(initdb, ["-D", data, ...init, "--encoding=UTF8", "--locale=C", "--no-sync"], { ...user });
    const certificates = tls ? makeCertificates(directory.path, user) : undefined;
    const port = await freePort();
    const settings = {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      fsync: "off",
      ...(certificates && {
        ssl: "on",
        ssl_cert_file: certificates.certificateFile,
        ssl_key_file: certificates.keyFile,
      }),
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const args = ["-D", data, "-p", String(port), ...flags];
    const server = await startServer(postgres, args, port, { ...user }, hasStarted);
    const stop = () => server.stop().finally(directory.remove);
    return {
      ...server,
      ...(certificates && { ca: certificates.ca, directory: directory.path, owner: user }),
      stop,
    };
  } catch (error) {
    directory.remove();
    throw error;
  }
}

/** Programs that another user can read: those of this project may lie where only its owner can. */
function readable<Name extends string>(
  programs: Record<Name, string>,
  directory: string,
): Record<Name, string> {
  if (!Object.values<string>(programs).some((path) => path.startsWith(embeddedPostgres))) return programs;
  const copy = join(directory, "programs");
  cpSync(embeddedPostgres, copy, { recursive: true, verbatimSymlinks: true });
  const moved = Object.entries<string>(programs).map(([name, path]) => [
    name,
    path.startsWith(embeddedPostgres) ? join(copy, path.slice(embeddedPostgres.length)) : path,
  ]);
  return Object.fromEntries(moved) as Record<Name, string>;
}

/** Whether a server has started: its port is open before, and refuses everybody with `cannot_connect_now`. */
export async function hasStarted(port: number): Promise<boolean> {
  const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", password: serverPassword });
  try {
    await client.connect();
    return true;
  } catch (error) {
    return !["57P03", "ECONNREFUSED", "ECONNRESET"].includes((error as { code?: string }).code ?? "");
  } finally {
    await client.end();
  }
}
