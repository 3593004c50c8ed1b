// @ts-check
const { accessSync, constants } = require("node:fs");
const { homedir } = require("node:os");
const { join } = require("node:path");
const { tools } = require("./programs.cjs");

module.exports = { cacheDirectory, homeIsWritable };

/** Containers and build servers have users whose home directory is missing, or somebody else's. */
function homeIsWritable() {
  try {
    accessSync(homedir(), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where programs keep what they can download again: the user's cache, else one in the project.
 *
 * @param {NodeJS.ProcessEnv} [variables]
 */
function cacheDirectory(variables = process.env) {
  const named = variables["XDG_CACHE_HOME"];
  if (named !== undefined && named !== "") return named;
  return homeIsWritable() ? join(homedir(), ".cache") : join(tools, "cache");
}
