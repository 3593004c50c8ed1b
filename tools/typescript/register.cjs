// Lets Node run TypeScript: `node -r ./tools/typescript/register.cjs main.ts`.
const { addHook } = require("pirates");
const { compile } = require("./compile.cjs");

addHook(compile, { exts: [".ts"] });
