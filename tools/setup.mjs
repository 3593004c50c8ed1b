// Makes a fresh clone ready: packages, and the two programs that npm can't install. Needs nothing but Node.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = join(dirname(fileURLToPath(import.meta.url)), "..");
const problems = [];

requireNode(20, 9);
installPackages();
requireTerraform(1, 11);
requireEmulator();
if (process.argv.includes("--servers")) requireServers();
if (problems.length > 0) {
  console.error(`\nNot ready yet:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  process.exit(1);
}

function requireNode(major, minor) {
  if (atLeast(process.versions.node, major, minor)) return;
  console.error(
    `Node ${process.versions.node} is too old: ${major}.${minor} or later is needed (https://nodejs.org).`,
  );
  process.exit(1);
}

/** Installs what the lockfile says, unless npm has done so since the lockfile changed. */
function installPackages() {
  const changed = (file) => statSync(join(project, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (changed("node_modules/.package-lock.json") >= changed("package-lock.json")) return;
  console.log("Installing packages (npm ci) ...");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: project, stdio: "inherit" });
}

/** Write-only attributes, which keep secrets out of the state, came with Terraform 1.11. */
function requireTerraform(major, minor) {
  const found = answer("terraform", ["version", "-json"]);
  const version = found === undefined ? undefined : JSON.parse(found).terraform_version;
  if (version !== undefined && atLeast(version, major, minor)) return;
  problems.push(
    `Terraform ${major}.${minor} or later is needed; ${version === undefined ? "there is none" : `this is ${version}`}. ` +
      "Get it from https://developer.hashicorp.com/terraform/install and put it on the PATH.",
  );
}

/** The emulator is moto with additions; it is installed into .venv unless Python already has that very version. */
function requireEmulator() {
  const requirements = join("tools", "emulator", "requirements.txt");
  const wanted = /moto\S*==(\S+)/.exec(readFileSync(join(project, requirements), "utf8"))?.[1];
  const local = join(project, ".venv", "bin", "python");
  const version = (python) =>
    answer(python, ["-c", "import flask, pytest, moto; print(moto.__version__)"])?.trim();
  if (version(local) === wanted || (!existsSync(local) && version("python3") === wanted)) return;
  if (answer("python3", ["--version"]) === undefined) {
    problems.push("Python 3.10 or later is needed for the AWS emulator (https://www.python.org/downloads).");
    return;
  }
  console.log(`Installing the AWS emulator (moto ${wanted}) into .venv ...`);
  try {
    execFileSync("python3", ["-m", "venv", ".venv"], { cwd: project, stdio: "inherit" });
    execFileSync(local, ["-m", "pip", "install", "--quiet", "--requirement", requirements], {
      cwd: project,
      stdio: "inherit",
    });
  } catch {
    rmSync(join(project, ".venv"), { recursive: true, force: true });
    problems.push(
      `The AWS emulator could not be installed. By hand: python3 -m venv .venv && .venv/bin/pip install -r ${requirements} ` +
        "(on Debian and Ubuntu, `apt install python3-venv` first).",
    );
  }
}

/** The rehearsal starts the service with a real database and cache. */
function requireServers() {
  const directories = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"];
  for (const root of ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"]) {
    for (const version of existsSync(root) ? readdirSync(root) : [])
      directories.push(join(root, version, "bin"));
  }
  const there = (...names) =>
    names.some((name) => directories.some((directory) => existsSync(join(directory, name))));
  const missing = [
    ...(there("initdb") ? [] : ["PostgreSQL's server"]),
    ...(there("redis-server", "valkey-server") ? [] : ["Redis"]),
  ];
  if (missing.length === 0) return;
  problems.push(
    `The rehearsal runs the service with ${missing.join(" and ")}, not found here. ` +
      "On Debian and Ubuntu: apt install postgresql redis-server; with Homebrew: brew install postgresql redis.",
  );
}

function answer(command, args) {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}

function atLeast(version, major, minor) {
  const [first, second] = version.split(".").map(Number);
  return first > major || (first === major && second >= minor);
}
