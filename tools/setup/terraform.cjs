// @ts-check
const { rmSync } = require("node:fs");
const { join } = require("node:path");
const release = require("../terraform/release.json");
const { downloadTerraform } = require("./terraform-download.cjs");
const { answer, variablesWithout } = require("./process.cjs");
const { onPath, project, tools } = require("./programs.cjs");
const { fingerprint } = require("./state.cjs");

module.exports = { installTerraform, terraformReady };

const own = join(tools, "bin", "terraform");

/**
 * @typedef {import("./state.cjs").State} State
 *
 * The Terraform that every command finds, or undefined where there is none that is new enough: the one on the PATH,
 * else the project's own.
 *
 * @param {State} state
 */
function terraformReady(state) {
  const theirs = onPath("terraform");
  if (theirs !== undefined && newEnough(versionOf(theirs, state))) {
    // Otherwise it would be found first.
    rmSync(own, { force: true });
    return theirs;
  }
  return versionOf(own, state) === release.version ? own : undefined;
}

/** @param {(line: string) => void} say */
async function installTerraform(say) {
  const theirs = onPath("terraform");
  if (theirs !== undefined) say(`${theirs} is not Terraform ${release.oldest} or later, and stays as it is.`);
  await downloadTerraform(own, say);
}

/**
 * @param {string} file
 * @param {State} state
 * @returns {string | undefined}
 */
function versionOf(file, state) {
  const print = fingerprint(file);
  if (print === undefined) return undefined;
  const note = /** @type {{ print?: string, version?: string } | undefined} */ (state.get(file));
  if (note?.print === print) return note.version;
  // Neither the user's configuration nor HashiCorp's site has a say in a version.
  const env = { ...variablesWithout("TF_CLI_CONFIG_FILE"), CHECKPOINT_DISABLE: "1" };
  const said = answer(file, ["version", "-json"], { cwd: project, env });
  const version = said === undefined ? undefined : read(said);
  if (version !== undefined) state.set(file, { print, version });
  return version;
}

/** @param {string} said @returns {string | undefined} */
function read(said) {
  try {
    return JSON.parse(said).terraform_version;
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} version */
function newEnough(version) {
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = release.oldest.split(".").map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
