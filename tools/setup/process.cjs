// @ts-check
const { spawn, spawnSync } = require("node:child_process");

/** Numbers of the processes that run now. @type {Set<number>} */
const running = new Set();
/** @type {() => void} */
let changed = () => undefined;

/** Calls back whenever a process begins or ends. @param {() => void} callback */
function onChange(callback) {
  changed = callback;
}

/** Exit code, once this process has been asked to end. @type {number | undefined} */
let ending;

/**
 * What ends this process ends those that it has started, and it ends after them.
 *
 * @returns {() => void} ends this arrangement: whatever runs in this process afterwards has its own
 */
function endTogether() {
  const codes = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    ending = codes[/** @type {keyof typeof codes} */ (signal)];
    for (const pid of running) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended by itself.
      }
    }
    endAfterAll();
  };
  for (const signal of Object.keys(codes)) process.on(signal, end);
  return () => {
    for (const signal of Object.keys(codes)) process.removeListener(signal, end);
  };
}

function endAfterAll() {
  if (ending !== undefined && running.size === 0) process.exit(ending);
}

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
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  changed();
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("close", (code) => {
      if (pid !== undefined) running.delete(pid);
      changed();
      endAfterAll();
      resolve(code === 0);
    });
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

module.exports = { answer, endTogether, execute, onChange, running, variablesWithout };
