// Leaves out what a synthesis loads without need.
const { readFileSync } = require("node:fs");
const Module = require("node:module");

// Three quarters of what cdktf, its providers and constructs consist of are source maps, which would stay in memory.
const GENERATED = /[\\/]node_modules[\\/](cdktf|constructs|@cdktf[\\/][^\\/]+)[\\/]/;
const SOURCE_MAP = "\n//# sourceMappingURL=data:";
const load = Module._extensions[".js"];
Module._extensions[".js"] = (module, filename) => {
  if (process.sourceMapsEnabled || !GENERATED.test(filename)) {
    load(module, filename);
    return;
  }
  const content = readFileSync(filename);
  const end = content.lastIndexOf(SOURCE_MAP);
  module._compile(content.toString("utf8", 0, end === -1 ? content.length : end), filename);
};

// cdktf loads libraries that it rarely needs: for archives, of which it has none to write here, and for comparing
// versions; each brings fifty modules. They are loaded when something is asked of them.
const RARELY_NEEDED = new Set(["archiver", "semver"]);
const { _load } = Module;
Module._load = function (request, ...rest) {
  if (request === "json-stable-stringify") return stringify;
  if (!RARELY_NEEDED.has(request)) return _load.call(this, request, ...rest);
  const library = () => _load.call(this, request, ...rest);
  return new Proxy(library, {
    apply: (_target, _this, args) => library()(...args),
    get: (_target, key) => library()[key],
  });
};

/** What json-stable-stringify makes of plain values with `{ space: 2 }`, without the fifty modules it consists of. */
function stringify(value) {
  return lines(value, "\n");
}

function lines(value, start) {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const next = `${start}  `;
  if (Array.isArray(value)) {
    return `[${value.map((one) => next + (lines(one, next) ?? "null")).join(",")}${start}]`;
  }
  const entries = [];
  for (const key of Object.keys(value).sort()) {
    const text = lines(value[key], next);
    if (text !== undefined) entries.push(`${next}${JSON.stringify(key)}: ${text}`);
  }
  return `{${entries.join(",")}${start}}`;
}
