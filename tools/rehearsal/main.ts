import { join } from "node:path";
import { command } from "../cli/command";
import { ENVIRONMENT, selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { rehearse } from "./rehearse";

const project = join(__dirname, "..", "..");
const rehearseCommand = command("rehearse", {
  summary:
    "Deploys an environment's real configuration on this machine, with real Terraform against an AWS emulator, runs the " +
    "services, and removes everything. Needs no AWS account.",
  examples: ["", "staging", "dev --keep"],
})
  .argument("[environment]", ENVIRONMENT[1], "dev")
  .option("--keep", "leave everything up until Ctrl-C")
  .parse();
const [name] = rehearseCommand.processedArgs;
const { keep = false } = rehearseCommand.opts();

onInterrupt(async (signal) => {
  await rehearse(selectEnvironment(project, name), { project, keep, signal });
});
