// Sucrase strips types and leaves line numbers as they are, so errors need no source maps. What it made is kept by
// content, because a synthesis runs a hundred times between two edits.
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { version } = require("sucrase/package.json");
const { directory, keep } = require("./keep.cjs");

module.exports = { compile };

/** The CommonJS module that a TypeScript module becomes. */
function compile(source, filePath) {
  const key = createHash("sha256").update(`${version}\0${filePath}\0${source}`).digest("hex");
  const cached = join(directory, `${key}.js`);
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
