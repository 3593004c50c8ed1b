import { command } from "../cli/command";
import { eslint, prettier, runPrograms } from "./programs";

const lintCommand = command("lint", {
  summary:
    "Looks for mistakes with ESLint, and for what Prettier would write differently. Files that have not changed are not " +
    "looked at again; --no-cache does, for rules that ask for types of other files.",
  examples: ["", "stacks environments/dev.ts"],
})
  .argument("[paths...]", "files and directories", ["."])
  .option("--no-cache", "look at everything")
  .parse();
const [paths] = lintCommand.processedArgs;
const options = lintCommand.opts().cache ? [] : ["--no-cache"];

runPrograms([eslint(paths, ...options), prettier(paths, "--check", ...options)]);
