// @ts-check
const PACKAGES = ["--packages"];
const TERRAFORM = ["--terraform"];
const ALL = ["--terraform", "--emulator", "--servers"];

/**
 * Every command, by the name of its script in package.json: the parts that are set up for it (setup.mjs), and the module
 * that is started.
 *
 * @type {Readonly<Record<string, readonly [parts: readonly string[], module: string]>>}
 */
module.exports = {
  init: [PACKAGES, "./init/main.ts"],
  rehearse: [ALL, "./rehearsal/main.ts"],
  test: [[...ALL, "--mariadb"], "./test/main.ts"],
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
