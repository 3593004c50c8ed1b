// @ts-check
// Read by every Node: in the language of old ones.
module.exports = { unsupported: unsupported };

/**
 * Why nothing here runs on this system.
 *
 * @param {string} platform Node's name of the operating system
 * @param {string} version of Node
 * @returns {string | undefined} what to do, or undefined where everything runs
 */
function unsupported(platform, version) {
  if (platform === "win32") {
    return (
      "On Windows this runs within the Windows Subsystem for Linux: `wsl --install` in a terminal of an administrator, " +
      "then Node, git and a clone of this project within that Linux (https://learn.microsoft.com/windows/wsl/install)."
    );
  }
  if (platform !== "linux" && platform !== "darwin") {
    return "This runs on Linux and macOS (on Windows within WSL), and this is " + platform + ".";
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 9)) return undefined;
  return "Node " + version + " is too old: 20.9 or later is needed (https://nodejs.org).";
}
