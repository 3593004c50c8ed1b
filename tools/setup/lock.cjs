// @ts-check
const {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} = require("node:fs");
const { join } = require("node:path");
const { onChange, running } = require("./process.cjs");

module.exports = { locked };

const BEAT_MS = 1_000;
/** Longer without a sign of life, and the holder is gone, although another process may have its number by now. */
const GONE_MS = 10 * 60_000;

/**
 * Does something while no other set-up of this clone does anything. One that was killed holds nobody up, once what it had
 * started has ended as well.
 *
 * @template T
 * @param {string} directory
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
async function locked(directory, say, action) {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "setup.lock");
  for (let said = false; !take(file);) {
    if (clear(file)) continue;
    if (!said) say("Another set-up of this clone is running: waiting for it ...");
    said = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  onChange(() => writeFileSync(file, holders()));
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), BEAT_MS);
  const free = () => {
    onChange(() => undefined);
    clearInterval(beat);
    rmSync(file, { force: true });
  };
  try {
    return await action();
  } finally {
    free();
  }
}

/** This process and those that it has started. */
function holders() {
  return [process.pid, ...running].join(" ");
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, holders(), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    return false;
  }
}

/**
 * Removes a lock whose holders are gone. Of several that wait, one moves it away; the others find nothing, or a new one,
 * which they put back.
 *
 * @param {string} file
 * @returns {boolean} whether the lock may be free now
 */
function clear(file) {
  const aside = `${file}.${process.pid}`;
  try {
    const holders = readFileSync(file, "utf8");
    if (!abandoned(holders, statSync(file).mtimeMs)) return false;
    renameSync(file, aside);
    if (readFileSync(aside, "utf8") === holders) rmSync(aside);
    else renameSync(aside, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
    // Its holder, or somebody else who waits, was first.
    return true;
  }
}

/** @param {string} holders @param {number} lastBeat */
function abandoned(holders, lastBeat) {
  if (Date.now() - lastBeat > GONE_MS) return true;
  return holders !== "" && !holders.split(" ").map(Number).some(alive);
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
