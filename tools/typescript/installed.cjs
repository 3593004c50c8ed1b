// Says what to do in a fresh clone, before anything is asked for that is not there yet.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (!existsSync(join(__dirname, "..", "..", "node_modules"))) {
  console.error("The packages are not installed yet. Install them with: npm run setup");
  process.exit(1);
}
