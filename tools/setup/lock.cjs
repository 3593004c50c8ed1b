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

module.exports = { locked };

const BEAT_MS = 1_000;
/** Longer without a sign of life, and the holder is gone, although another process may have its number by now. */
const GONE_MS = 20_000;

/**
 * Does something while no other set-up of this clone does anything. One that was killed holds nobody up.
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
  let said = false;
  while (!take(file)) {
    if (!said) say("Another set-up of this clone is running: waiting for it ...");
    said = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimesSync(file, now, now);
  }, BEAT_MS);
  const free = () => rmSync(file, { force: true });
  process.once("exit", free);
  try {
    return await action();
  } finally {
    clearInterval(beat);
    process.removeListener("exit", free);
    free();
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
  }
  const holder = abandoned(file);
  if (holder === undefined) return false;
  // Of several that wait, one moves it away; the others find nothing, or a new one, which they put back.
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, "utf8") === holder) rmSync(aside);
    else renameSync(aside, file);
  } catch {
    // Somebody else was first.
  }
  return false;
}

/** @param {string} file @returns {string | undefined} what is written in it, where its holder is gone */
function abandoned(file) {
  try {
    const holder = readFileSync(file, "utf8");
    if (Date.now() - statSync(file).mtimeMs > GONE_MS) return holder;
    return holder !== "" && !alive(Number(holder)) ? holder : undefined;
  } catch {
    return undefined;
  }
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
