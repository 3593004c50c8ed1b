// Starts a command after setting up what it needs, so that it works in a fresh clone: node tools/run.mjs <command> ...
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import supported from "./setup/supported.cjs";

const PACKAGES = ["--packages"];
const TERRAFORM = ["--terraform"];

/** By the name of a script in package.json: the parts that are set up (see setup.mjs), and the module to start. */
const COMMANDS = {
  init: [PACKAGES, "./init/main.ts"],
  rehearse: [[...TERRAFORM, "--emulator", "--servers"], "./rehearsal/main.ts"],
  test: [[...TERRAFORM, "--emulator", "--servers", "--mariadb"], "./test/main.ts"],
  plan: [TERRAFORM, "./plan/main.ts"],
  deploy: [TERRAFORM, "./deploy/main.ts"],
  apply: [TERRAFORM, "./deploy/apply-main.ts"],
  destroy: [TERRAFORM, "./deploy/destroy-main.ts"],
  drift: [TERRAFORM, "./drift/main.ts"],
  recover: [TERRAFORM, "./recovery/main.ts"],
  bootstrap: [TERRAFORM, "./state/main.ts"],
  baseline: [TERRAFORM, "./baseline/main.ts"],
  failover: [PACKAGES, "./failover/main.ts"],
  delivery: [PACKAGES, "./delivery/main.ts"],
  pipeline: [PACKAGES, "./pipeline/main.ts"],
  image: [PACKAGES, "./image/main.ts"],
  cost: [PACKAGES, "./cost/main.ts"],
  policy: [PACKAGES, "./policy/main.ts"],
  synth: [PACKAGES, "./plan/synth-main.ts"],
  lint: [PACKAGES, "./checks/lint-main.ts"],
  format: [PACKAGES, "./checks/format-main.ts"],
  typecheck: [PACKAGES, "./checks/typecheck-main.ts"],
  docs: [PACKAGES, "./docs/main.ts"],
  "simulate-scaling": [PACKAGES, "./simulation/main.ts"],
  benchmark: [PACKAGES, "./benchmark/main.ts"],
};

const [, , name, ...args] = process.argv;
const [parts, module] = COMMANDS[name] ?? [];
if (module === undefined) {
  console.error(
    `command: given ${name === undefined ? "nothing" : `"${name}"`}; allowed are ${Object.keys(COMMANDS).join(", ")}`,
  );
  process.exit(1);
}
const problem = supported.unsupported(process.platform, process.versions.node);
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}

const require = createRequire(import.meta.url);
const help = args.some((argument) => argument === "--help" || argument === "-h");
await require("./setup/main.cjs").main(help ? PACKAGES : parts);
if (process.exitCode === undefined) {
  process.argv.splice(1, 2, fileURLToPath(new URL(module, import.meta.url)));
  require("./typescript/register.cjs");
  require(module);
}
