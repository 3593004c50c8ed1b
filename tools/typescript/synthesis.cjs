// Preloaded before a synthesis: `node -r ./tools/typescript/synthesis.cjs main.ts`. What is written is what
// `register.cjs` alone would write, in less time and memory; stacks/continuation.test.ts compares.
require("./installed.cjs");
require("./code-cache.cjs");
require("./lean-modules.cjs");
require("./register.cjs");
require("./no-call-stacks.cjs");
require("./lean-synthesis.cjs");
