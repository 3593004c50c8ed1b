// Makes a clone ready to use, and says what it installs and where. Needs nothing but Node, npm and git; nothing is
// imported before Node is known to be new enough to read it.
//
// node tools/setup.mjs [part …]      without a part: the packages, --terraform and --emulator
//   --packages    the packages of package-lock.json, which every part brings with it
//   --terraform   Terraform: the one on the PATH where it is new enough, else into .tools/
//   --emulator    the AWS emulator's Python packages: Python's own where it has them, else into .venv/
//   --servers     PostgreSQL and Redis, which the rehearsal and the tests start the service with
//   --mariadb     MariaDB's server, which the tests start the service with
import supported from "./setup/supported.cjs";

const problem = supported.unsupported(process.platform, process.versions.node);
if (problem === undefined) {
  import("./setup/main.cjs").then(({ default: { main } }) => main(process.argv.slice(2)));
} else {
  console.error(problem);
  process.exitCode = 1;
}
