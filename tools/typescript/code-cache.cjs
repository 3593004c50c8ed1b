// Keeps what V8 compiles of every module: a synthesis loads 540 of them, and compiling takes longer than running most.
// Node.js does this itself from 22.1 on (`module.enableCompileCache`); 20 is what the project supports.
const { Buffer } = require("node:buffer");
const { createHash } = require("node:crypto");
const { readFileSync, statSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");
const { directory, keep } = require("./keep.cjs");

// Code fits one version of V8, with one set of flags, on one kind of processor; and what another program loads would
// only be in the way.
const program = createHash("sha256").update(JSON.stringify([process.execArgv, process.argv[1]]));
const path = join(directory, `code-${v8.cachedDataVersionTag()}-${program.digest("hex").slice(0, 16)}`);
const { entries, code } = read(path);
const compiled = new Map();

const compile = Module.prototype._compile;
Module.prototype._compile = function (content, filename) {
  // What is kept of a module no longer knows how to import others at run time.
  if (content.includes("import(")) return compile.call(this, content, filename);
  const { ctimeMs, size } = statSync(filename);
  // V8 itself compares nothing but the length. Package managers set modification times, nobody sets change times.
  const state = `${ctimeMs} ${size} ${content.length}`;
  const { [filename]: known } = entries;
  const cachedData = known?.state === state ? code.subarray(known.start, known.end) : undefined;
  const script = new vm.Script(Module.wrap(content), { filename, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) compiled.set(filename, { state, script });
  const wrapper = script.runInThisContext();
  return wrapper.call(this.exports, this.exports, requireOf(this), this, filename, dirname(filename));
};

process.once("exit", () => {
  if (compiled.size > 0) write(path, merged());
});

/** `require` as a module gets it. */
function requireOf(module) {
  const require = (id) => module.require(id);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

/** One file: the length of an index, the index, and the code of all modules. */
function read(path) {
  try {
    const content = readFileSync(path);
    const start = 4 + content.readUInt32LE();
    return {
      entries: JSON.parse(content.toString("utf8", 4, start)),
      code: content.subarray(start),
    };
  } catch {
    return { entries: {}, code: Buffer.alloc(0) };
  }
}

function write(path, modules) {
  const entries = {};
  let end = 0;
  for (const [filename, { state, code }] of modules) {
    const start = end;
    end += code.length;
    entries[filename] = { state, start, end };
  }
  const index = Buffer.from(JSON.stringify(entries));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(index.length);
  keep(path, Buffer.concat([length, index, ...[...modules.values()].map(({ code }) => code)]));
}

/** What was known, and what was compiled in this process: now with the functions that have been called. */
function merged() {
  const modules = new Map();
  for (const [filename, { state, start, end }] of Object.entries(entries)) {
    modules.set(filename, { state, code: code.subarray(start, end) });
  }
  for (const [filename, { state, script }] of compiled) {
    modules.set(filename, { state, code: script.createCachedData() });
  }
  return modules;
}
