// What is kept next to the installed packages to make the next start faster.
const { mkdirSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

const directory = join(dirname(require.resolve("sucrase/package.json")), "..", ".cache", "typescript");

module.exports = { directory, keep };

/** A cache that can't be written, or is written by two processes at once, changes nothing but the time taken. */
function keep(path, content) {
  const unfinished = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, content);
    renameSync(unfinished, path);
  } catch {
    return;
  }
}
