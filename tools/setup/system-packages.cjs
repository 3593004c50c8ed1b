// @ts-check
const { createInterface } = require("node:readline");
const { PACKAGE_MANAGERS } = require("./package-managers.cjs");
const { answer, execute } = require("./process.cjs");
const { onPath } = require("./programs.cjs");

/**
 * @typedef {import("./package-managers.cjs").Need} Need
 * @typedef {import("./package-managers.cjs").PackageManager} PackageManager
 * @typedef {{
 *   readonly manager: PackageManager | undefined,
 *   readonly root: boolean,
 *   readonly sudo: "none" | "without a password" | "with a password",
 *   readonly terminal: boolean,
 * }} System
 */

/** @type {Readonly<Record<Need, string>>} */
const TITLES = { python: "Python 3", postgresql: "PostgreSQL", redis: "Redis", mariadb: "MariaDB" };

/** @returns {System} */
function thisSystem() {
  const root = process.getuid?.() === 0;
  const managers = PACKAGE_MANAGERS.filter(({ program }) => onPath(program) !== undefined);
  return {
    // Homebrew refuses to run as root.
    manager: managers.find(({ asRoot }) => asRoot || !root),
    root,
    sudo: sudo(),
    // Continuous integration has nobody to ask, whatever its standard input looks like.
    terminal: process.stdin.isTTY === true && process.stderr.isTTY === true && !process.env["CI"],
  };
}

function sudo() {
  if (onPath("sudo") === undefined) return "none";
  return answer("sudo", ["-n", "true"]) === undefined ? "with a password" : "without a password";
}

/**
 * The commands that bring what is needed, and whether they may run without, only after, or not even after a question.
 *
 * @param {readonly Need[]} needs
 * @param {System} system
 * @returns {{ commands: readonly (readonly string[])[], allowed: "yes" | "ask" | "no" } | undefined} undefined where the system
 *   has no package manager that is known here
 */
function installCommand(needs, { manager, root, sudo, terminal }) {
  if (manager === undefined) return undefined;
  const packages = needs.flatMap((need) => manager.packages[need]);
  const elevated = manager.asRoot && !root;
  const prefix = elevated ? ["sudo", ...(sudo === "without a password" ? ["-n"] : [])] : [];
  const commands = [manager.refresh, [...manager.install, ...packages]].flatMap((args) =>
    args === undefined ? [] : [[...prefix, manager.program, ...args]],
  );
  if (!elevated || sudo === "without a password") return { commands, allowed: "yes" };
  return { commands, allowed: sudo === "with a password" && terminal ? "ask" : "no" };
}

/**
 * Installs what can be had without a question, or after one.
 *
 * @param {readonly Need[]} needs
 * @param {System} system
 * @param {(line: string) => void} say
 * @param {(question: string) => Promise<boolean>} [confirm]
 * @returns {Promise<"installed" | "failed" | "declined" | "not allowed">}
 */
async function installSystemPackages(needs, system, say, confirm = askOnTerminal) {
  const plan = installCommand(needs, system);
  if (plan === undefined || plan.allowed === "no") return "not allowed";
  const titles = needs.map((need) => TITLES[need]).join(", ");
  const shown = plan.commands.map((command) => command.join(" ")).join(" && ");
  if (plan.allowed === "ask" && !(await confirm(`Install ${titles} into this system with \`${shown}\`?`))) {
    return "declined";
  }
  say(`Installing ${titles} into this system (${shown}) ...`);
  for (const command of plan.commands) {
    if (await runInstaller(command, plan.allowed === "ask")) continue;
    // An index that could not be refreshed may do; and of several packages only one may be unknown here.
    if (command === plan.commands.at(-1)) return retryEach(needs, system, plan.allowed === "ask");
  }
  return "installed";
}

/**
 * @param {readonly Need[]} needs
 * @param {System} system
 * @param {boolean} interactive
 */
async function retryEach(needs, system, interactive) {
  if (needs.length === 1) return "failed";
  let all = true;
  for (const need of needs) {
    const command = installCommand([need], system)?.commands.at(-1) ?? [];
    all = (await runInstaller(command, interactive)) && all;
  }
  return all ? "installed" : "failed";
}

/**
 * @param {readonly string[]} command
 * @param {boolean} interactive whether it may ask for a password
 */
function runInstaller([program = "", ...args], interactive) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", NONINTERACTIVE: "1" };
  return execute(program, args, { stdio: [interactive ? "inherit" : "ignore", "ignore", 2], env });
}

/**
 * A sentence with the command that brings what is needed.
 *
 * @param {readonly Need[]} needs
 * @param {System} system
 * @returns {string | undefined} undefined where the system has no package manager that is known here
 */
function installHint(needs, system) {
  const plan = installCommand(needs, { ...system, sudo: "with a password" });
  const command = plan?.commands.map((words) => words.join(" ")).join(" && ");
  return command === undefined ? undefined : `\`${command}\` brings ${needs.length > 1 ? "them" : "it"}.`;
}

/** @param {string} question */
function askOnTerminal(question) {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.once("close", () => resolve(false));
    lines.question(`${question} [y/N] `, (reply) => {
      resolve(/^\s*y(es)?\s*$/i.test(reply));
      lines.close();
    });
  });
}

module.exports = { TITLES, installCommand, installHint, installSystemPackages, thisSystem };
