// @ts-check
// What the set-up has found out once, so that it need not start Terraform and Python each time to learn it again.
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

/** Notes in `.tools/`; lost, they are found out again. */
class State {
  /** @param {string} directory */
  constructor(directory) {
    this.file = join(directory, "ready.json");
    this.directory = directory;
    /** @type {Record<string, unknown>} */
    this.notes = read(this.file);
  }

  /** @param {string} name */
  get(name) {
    return this.notes[name];
  }

  /**
   * @param {string} name
   * @param {unknown} value undefined removes the note
   */
  set(name, value) {
    // Another set-up may have written since.
    this.notes = { ...read(this.file), [name]: value };
    mkdirSync(this.directory, { recursive: true });
    const written = `${this.file}.${process.pid}`;
    writeFileSync(written, `${JSON.stringify(this.notes, null, 2)}\n`);
    renameSync(written, this.file);
  }
}

/** @param {string} file @returns {Record<string, unknown>} */
function read(file) {
  try {
    const notes = JSON.parse(readFileSync(file, "utf8"));
    return typeof notes === "object" && notes !== null ? notes : {};
  } catch {
    // Not there, or half written by somebody else.
    return {};
  }
}

/**
 * Changes when a file is replaced by another.
 *
 * @param {string} file
 * @returns {string | undefined} undefined where there is none
 */
function fingerprint(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${file} ${found.size} ${found.mtimeMs}`;
}

module.exports = { State, fingerprint };
