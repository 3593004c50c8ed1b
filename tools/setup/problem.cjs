// @ts-check
/** Something that whoever runs the set-up can mend; the message says how. */
class SetupProblem extends Error {}

module.exports = { SetupProblem };
