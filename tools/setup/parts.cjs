// @ts-check
const { SetupProblem } = require("./problem.cjs");

module.exports = { parts };

/**
 * What is to be made ready.
 *
 * @typedef {{
 *   readonly terraform: boolean,
 *   readonly emulator: boolean,
 *   readonly servers: readonly import("./servers.cjs").Server[],
 * }} Parts
 */

const NAMES = ["--packages", "--terraform", "--emulator", "--servers", "--mariadb"];

/**
 * @param {readonly string[]} args of the command
 * @returns {Parts}
 */
function parts(args) {
  const unknown = args.find((arg) => !NAMES.includes(arg));
  if (unknown !== undefined) {
    throw new SetupProblem(`given ${unknown}; allowed are ${NAMES.join(", ")}, or nothing.`);
  }
  const has = (/** @type {string} */ name) => args.includes(name);
  return {
    terraform: args.length === 0 || has("--terraform"),
    emulator: args.length === 0 || has("--emulator"),
    servers: [
      ...(has("--servers") ? /** @type {const} */ (["postgresql", "redis"]) : []),
      ...(has("--mariadb") ? /** @type {const} */ (["mariadb"]) : []),
    ],
  };
}
