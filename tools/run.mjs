// Starts a command after setting up what it needs, so that it works in a fresh clone: node tools/run.mjs <command> ...
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { didYouMean, unknownOption } from "./cli/unknown.cjs";
import COMMANDS from "./commands.cjs";
import supported from "./setup/supported.cjs";

const require = createRequire(import.meta.url);
const [, , name, ...args] = process.argv;
const [parts, module] = COMMANDS[name] ?? [];
if (module === undefined) {
  const names = Object.keys(COMMANDS);
  const given = name === undefined ? "nothing" : `"${name}"${didYouMean(name, names)}`;
  console.error(`command: given ${given}; allowed are ${names.join(", ")}`);
  process.exit(1);
}
// Whoever adds a command has no options here until `npm run docs`.
const options = require("./cli/options.json")[name];
const unknown = options && unknownOption(`npm run ${name}`, args, options);
if (unknown !== undefined) {
  console.error(`${unknown}. How it is used: npm run ${name} -- --help`);
  process.exit(1);
}
const problem = supported.unsupported(process.platform, process.versions.node);
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}

const help = args.some((argument) => argument === "--help" || argument === "-h");
await require("./setup/main.cjs").main(help ? ["--packages"] : parts);
if (process.exitCode === undefined) {
  process.argv.splice(1, 2, fileURLToPath(new URL(module, import.meta.url)));
  require("./typescript/register.cjs");
  require(module);
}
