import { command } from "../cli/command";
import { eslint, prettier, runPrograms } from "./programs";

const formatCommand = command("format", {
  summary: "Mends what ESLint and Prettier can mend.",
  examples: ["", "stacks environments/dev.ts"],
})
  .argument("[paths...]", "files and directories", ["."])
  .parse();
const [paths] = formatCommand.processedArgs;

runPrograms([eslint(paths, "--fix"), prettier(paths, "--write")]);
