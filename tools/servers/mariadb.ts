import { chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeCertificates } from "./certificates";
import { serverPassword, type DatabaseServer } from "./postgres";
import { findProgram, freePort, runProgram, serverUser, startServer, temporaryDirectory } from "./program";

/** A MariaDB server of its own, with user `admin`. */
export async function startMariadb(): Promise<DatabaseServer> {
  const install = findProgram("mariadb-install-db", "mysql_install_db");
  const mariadbd = findProgram("mariadbd");
  const user = serverUser("mysql");
  const directory = temporaryDirectory(user);
  try {
    const data = join(directory.path, "data");
    const common = ["--no-defaults", `--datadir=${data}`];
    runProgram(install, [...common, "--auth-root-authentication-method=normal", "--skip-test-db"], {
      ...user,
    });
    const initFile = join(directory.path, "init.sql");
    writeFileSync(
      initFile,
      `CREATE USER 'admin'@'127.0.0.1' IDENTIFIED BY '${serverPassword}';
       GRANT ALL ON *.* TO 'admin'@'127.0.0.1' WITH GRANT OPTION;\n`,
    );
    if (user) chownSync(initFile, user.uid, user.gid);
    const { ca, certificateFile, keyFile } = makeCertificates(directory.path, user);
    const port = await freePort();
    const flags = [
      `--port=${String(port)}`,
      "--bind-address=127.0.0.1",
      `--socket=${join(directory.path, "socket")}`,
      `--pid-file=${join(directory.path, "pid")}`,
      `--init-file=${initFile}`,
      `--ssl-cert=${certificateFile}`,
      `--ssl-key=${keyFile}`,
      "--skip-name-resolve",
      "--innodb-flush-log-at-trx-commit=0",
    ];
    const server = await startServer(mariadbd, [...common, ...flags], port, { ...user });
    return {
      ...server,
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
