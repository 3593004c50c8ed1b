import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { makeCertificates, type Owner } from "./certificates.js";
import {
  findProgram,
  freePort,
  runProgram,
  serverUser,
  startServer,
  temporaryDirectory,
  type Server,
} from "./program.js";

export const serverPassword = "correct horse battery staple";

export interface DatabaseServer extends Server {
  /** Certificate of the authority that issued the server's, PEM. */
  readonly ca: string;
  /** Where its certificate is, and whose the files are. */
  readonly directory: string;
  readonly owner: Owner | undefined;
}

/** A PostgreSQL server of its own, with user `postgres`. */
export async function startPostgres(): Promise<DatabaseServer> {
  const initdb = findProgram("initdb");
  const postgres = findProgram("postgres");
  const user = serverUser("postgres");
  const directory = temporaryDirectory(user);
  try {
    const data = join(directory.path, "data");
    const passwordFile = join(directory.path, "password");
    writeFileSync(passwordFile, serverPassword, { mode: 0o644 });
    const init = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
    runProgram(initdb, ["-D", data, ...init, "--encoding=UTF8", "--locale=C", "--no-sync"], { ...user });
    const { ca, certificateFile, keyFile } = makeCertificates(directory.path, user);
    const port = await freePort();
    const settings = {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      fsync: "off",
      ssl: "on",
      ssl_cert_file: certificateFile,
      ssl_key_file: keyFile,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const args = ["-D", data, "-p", String(port), ...flags];
    const server = await startServer(postgres, args, port, { ...user }, hasStarted);
    return {
      port,
      ca,
      directory: directory.path,
      owner: user,
      stop: () => server.stop().finally(directory.remove),
    };
  } catch (error) {
    directory.remove();
    throw error;
  }
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
