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

// cdktf loads a library for archives, and that sixty modules, although it has none to write here.
const { _load } = Module;
Module._load = function (request, ...rest) {
  if (request !== "archiver") return _load.call(this, request, ...rest);
  const archiver = () => _load.call(this, request, ...rest);
  return new Proxy(archiver, {
    apply: (_target, _this, args) => archiver()(...args),
    get: (_target, key) => archiver()[key],
  });
};
