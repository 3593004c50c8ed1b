import { join } from "node:path";
import { serverPassword, hasStarted } from "./postgres";
import {
  findProgram,
  freePort,
  runProgram,
  serverUser,
  startServer,
  temporaryDirectory,
  type Server,
} from "./program";

/** A PostgreSQL server that follows another one by streaming replication, as a read replica of RDS does. */
export interface Follower extends Server {
  /** Lets it take writes from now on. */
  promote(): void;
}

/** @param source port of the server to follow, which has the user `postgres` */
export async function startFollower(source: number): Promise<Follower> {
  const backup = findProgram("pg_basebackup");
  const control = findProgram("pg_ctl");
  const user = serverUser("postgres");
  const directory = temporaryDirectory(user);
  try {
    const data = join(directory.path, "data");
    const from = [
      "-h",
      "127.0.0.1",
      "-p",
      String(source),
      "-U",
      "postgres",
      "--checkpoint=fast",
      "--no-sync",
    ];
    // -R: with the settings that make it follow.
    runProgram(backup, [...from, "-D", data, "-R"], {
      ...user,
      env: { ...process.env, PGPASSWORD: serverPassword },
    });
    const port = await freePort();
    const flags = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "ssl=off"];
    const server = await startServer(
      findProgram("postgres"),
      ["-D", data, "-p", String(port), ...flags.flatMap((flag) => ["-c", flag])],
      port,
      { ...user },
      hasStarted,
    );
    return {
      ...server,
      promote: () => {
        runProgram(control, ["promote", "-w", "-D", data], { ...user });
      },
      stop: () => server.stop().finally(directory.remove),
    };
  } catch (error) {
    directory.remove();
    throw error;
  }
}
