// @ts-check
const { rmSync } = require("node:fs");

module.exports = { discard };

/**
 * Removes what is half made. Where that fails the next set-up makes it anew anyway, and what went wrong before matters more.
 *
 * @param {string} path
 */
function discard(path) {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    console.error(`${path} is half made, and could not be removed: ${/** @type {Error} */ (error).message}`);
  }
}
