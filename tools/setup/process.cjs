// @ts-check
const { spawn, spawnSync } = require("node:child_process");

module.exports = { answer, execute, variablesWithout };

/**
 * What a program writes, or undefined where there is none, it fails or does not end in time.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 * @returns {string | undefined}
 */
function answer(command, args, options = {}) {
  const done = spawnSync(command, args, {
    timeout: 30_000,
    ...options,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return done.error === undefined && done.status === 0 ? done.stdout : undefined;
}

/**
 * Runs a program to its end. What it writes is the user's to see.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<boolean>} whether it ended well
 */
function execute(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", 2, 2], ...options });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
}

/**
 * This process's environment without variables that would lead a program astray.
 *
 * @param {...string} names
 * @returns {NodeJS.ProcessEnv}
 */
function variablesWithout(...names) {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.includes(name)));
}
