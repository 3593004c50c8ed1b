// Sucrase strips types and leaves line numbers as they are, so errors need no source maps. What it made is kept
// next to the installed packages, by content, because a synthesis runs a hundred times between two edits.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { version } = require("sucrase/package.json");

const cache = join(dirname(require.resolve("sucrase/package.json")), "..", ".cache", "typescript");

module.exports = { compile };

/** The CommonJS module that a TypeScript module becomes. */
function compile(source, filePath) {
  const key = createHash("sha256").update(`${version}\0${filePath}\0${source}`).digest("hex");
  const cached = join(cache, `${key}.js`);
  try {
    return readFileSync(cached, "utf8");
  } catch {
    const { transform } = require("sucrase");
    const { code } = transform(source, {
      filePath,
      transforms: ["typescript", "imports"],
      disableESTransforms: true,
      preserveDynamicImport: true,
    });
    keep(cached, code);
    return code;
  }
}

/** A cache that can't be written, or is written by two processes at once, changes nothing but the time taken. */
function keep(path, code) {
  const unfinished = `${path}.${process.pid}`;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(unfinished, code);
    renameSync(unfinished, path);
  } catch {
    return;
  }
}
