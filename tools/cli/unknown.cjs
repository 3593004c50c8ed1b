// @ts-check
// What is typed wrongly is said before anything is set up, so nothing is needed here but Node.js.

const { distance } = require("../../environments/config/nearest.cjs");

module.exports = { didYouMean, unknownOption };

/**
 * Options of a command, each with its placeholder (`<directory>`), empty where it takes no value; or those of each of its
 * subcommands.
 *
 * @typedef {{ readonly [flag: string]: string }} Flags
 * @typedef {Flags | { readonly [subcommand: string]: Flags }} Options
 */

/**
 * What is wrong with the options of a command line.
 *
 * @param {string} name of the command, as it is typed
 * @param {readonly string[]} args
 * @param {Options} options
 * @returns {string | undefined} a sentence about the first option that the command does not have; undefined where it has all
 */
function unknownOption(name, args, options) {
  const [subcommand = ""] = args;
  const below = options[subcommand];
  if (typeof below === "object") return unknownOption(`${name} ${subcommand}`, args.slice(1), below);
  const flags = /** @type {Flags} */ (
    Object.fromEntries(Object.entries(options).filter(([flag]) => flag.startsWith("-")))
  );
  for (let index = 0; index < args.length; index++) {
    const [flag = ""] = (args[index] ?? "").split("=");
    if (flag === "--") return undefined;
    if (!flag.startsWith("-") || flag === "-" || flag === "--help" || flag === "-h") continue;
    const value = flags[flag];
    if (value === undefined) {
      const allowed = [...Object.keys(flags), "--help"];
      return `${name}: given the option ${flag}${didYouMean(flag, allowed)}; allowed are ${allowed.join(", ")}`;
    }
    // What follows belongs to the option, whatever it looks like.
    if (value.startsWith("<") && !(args[index] ?? "").includes("=")) index++;
  }
  return undefined;
}

/**
 * @param {string} word that was typed
 * @param {readonly string[]} allowed
 * @returns {string} ` (did you mean …?)` with what is most alike; empty where nothing is
 */
function didYouMean(word, allowed) {
  const ranked = allowed
    .map((one) => ({ one, distance: distance(word, one) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best === undefined || best.distance > Math.max(2, word.replace(/^-+/, "").length * 0.4)) return "";
  const nearest = ranked.filter((one) => one.distance === best.distance).map(({ one }) => one);
  return ` (did you mean ${nearest.join(" or ")}?)`;
}
