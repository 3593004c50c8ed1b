// @ts-check
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { SetupProblem } = require("./problem.cjs");
const { discard } = require("./discard.cjs");
const { answer, execute, variablesWithout } = require("./process.cjs");
const { findProgram, onPath, project } = require("./programs.cjs");

module.exports = { emulatorReady, installEmulator, pythonFor, pythonProblem };

const OLDEST = [3, 10];
const requirements = join("tools", "emulator", "requirements.txt");
const environment = join(project, ".venv");
const own = join(environment, "bin", "python");
/** Written last: without it, an environment may be half made. */
const stamp = join(environment, ".requirements");

/**
 * @typedef {import("./state.cjs").State} State
 * @typedef {{ version: [number, number], environments: boolean, packages: Record<string, string>, site: string }} Python
 */

/** What a Python is and has. Understood by every Python 3. */
const ASK = `
import json, sys, sysconfig
try:
    import ensurepip, venv
    environments = True
except ImportError:
    environments = False
packages = {}
try:
    from importlib.metadata import version
    import flask
    for name in sys.argv[1:]:
        packages[name] = version(name)
except Exception:
    pass
print(json.dumps({"version": sys.version_info[:2], "environments": environments, "packages": packages,
                  "site": sysconfig.get_paths()["purelib"]}))
`;

/** Whether some Python has the emulator's packages: that of .venv, else the one on the PATH. @param {State} state */
function emulatorReady(state) {
  if (existsSync(own)) {
    if (existsSync(stamp)) return readFileSync(stamp, "utf8") === wantedSum();
    // Made by hand.
    if (!hasPackages(ask(own))) return false;
    writeFileSync(stamp, wantedSum());
    return true;
  }
  const python = onPath("python3");
  if (python === undefined) return false;
  const note = /** @type {{ python?: string, sum?: string, evidence?: string } | undefined} */ (
    state.get("emulator")
  );
  if (note?.python === python && note.sum === wantedSum() && existsSync(note.evidence ?? "")) return true;
  const found = ask(python);
  if (!hasPackages(found)) return false;
  const [[name, version] = ["", ""]] = Object.entries(wantedPackages());
  const evidence = join(found?.site ?? "", `${name}-${version}.dist-info`);
  state.set("emulator", { python, sum: wantedSum(), evidence });
  return true;
}

/** A Python that can make an environment for the emulator. */
function pythonFor() {
  const names = ["python3", ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
  return names.map((name) => findProgram([name])).find((file) => file !== undefined && suits(ask(file)));
}

/** Why there is none, for whoever has to bring one. */
function pythonProblem() {
  const file = findProgram(["python3"]);
  const found = file === undefined ? undefined : ask(file);
  if (found === undefined) return "there is none";
  const version = found.version.join(".");
  return recent(found.version) ? `${file} (${version}) lacks venv and ensurepip` : `${file} is ${version}`;
}

/**
 * @param {string} python
 * @param {(line: string) => void} say
 */
async function installEmulator(python, say) {
  const packages = Object.entries(wantedPackages()).map(([name, version]) => `${name} ${version}`);
  say(`Installing the AWS emulator (${packages.join(", ")}) into .venv ...`);
  // These lead somewhere else than into the environment.
  const env = variablesWithout("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET");
  const options = { cwd: project, env };
  const install = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--requirement",
    requirements,
  ];
  const done =
    (await execute(python, ["-m", "venv", "--clear", ".venv"], options)) &&
    (await execute(own, install, options));
  if (done) {
    writeFileSync(stamp, wantedSum());
    return;
  }
  discard(environment);
  throw new SetupProblem(
    "The AWS emulator could not be installed; above is what pip says. Is PyPI reachable? Behind a proxy set " +
      "HTTPS_PROXY; an index of your own is named by PIP_INDEX_URL. Make room where the disk is full. Then run this again.",
  );
}

/** @param {string} python @returns {Python | undefined} */
function ask(python) {
  const said = answer(python, ["-c", ASK, ...Object.keys(wantedPackages())], { cwd: project });
  return said === undefined ? undefined : JSON.parse(said);
}

/** @param {Python | undefined} python */
function hasPackages(python) {
  return Object.entries(wantedPackages()).every(([name, version]) => python?.packages[name] === version);
}

/** @param {Python | undefined} python */
function suits(python) {
  return python !== undefined && recent(python.version) && python.environments;
}

/** @param {readonly [number, number]} version */
function recent([major, minor]) {
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Name and version of each package that is asked for. @returns {Record<string, string>} */
function wantedPackages() {
  const lines = readFileSync(join(project, requirements), "utf8").matchAll(
    /^([\w.-]+)(?:\[[^\]]*\])?==(\S+)/gm,
  );
  return Object.fromEntries([...lines].map(([, name = "", version = ""]) => [name, version]));
}

function wantedSum() {
  return createHash("sha256")
    .update(readFileSync(join(project, requirements)))
    .digest("hex");
}
