// Lets Node run TypeScript: `node -r ./tools/typescript/register.cjs main.ts`.
require("./installed.cjs");
require("../setup/own-programs.cjs");
const { addHook } = require("pirates");
const { compile } = require("./compile.cjs");

addHook(compile, { exts: [".ts"] });
