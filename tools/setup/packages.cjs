// @ts-check
const { statSync } = require("node:fs");
const { join } = require("node:path");
const { homeIsWritable } = require("./home.cjs");
const { SetupProblem } = require("./problem.cjs");
const { execute } = require("./process.cjs");
const { project, tools } = require("./programs.cjs");

module.exports = { installPackages, npmEnvironment, packagesReady };

/** Whether npm has installed what the lockfile says since the lockfile changed; it writes its own last. */
function packagesReady(directory = project) {
  const changed = (/** @type {string} */ file) =>
    statSync(join(directory, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return changed("node_modules/.package-lock.json") >= changed("package-lock.json");
}

/** @param {(line: string) => void} say */
async function installPackages(say, directory = project) {
  say("Installing the packages of package-lock.json into node_modules (npm ci) ...");
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--no-update-notifier"];
  const options = { cwd: directory, env: npmEnvironment() };
  if (await execute("npm", args, options)) return;
  throw new SetupProblem(
    "npm could not install the packages; above is what it says. Is there room on the disk (1.2 GB), and is its registry reachable (`npm ping`)? Behind a " +
      "proxy set HTTPS_PROXY; a registry of your own is named by `npm config set registry`. Then run this again.",
  );
}

/** npm keeps a cache in the home directory; where that can't be written, in the project. */
function npmEnvironment(variables = process.env) {
  return homeIsWritable() ? variables : { ...variables, npm_config_cache: join(tools, "npm-cache") };
}
