import { resolve } from "node:path";
import { deploymentCommand } from "./command";
import { runDeployment } from "./run-deployment";

const applyCommand = deploymentCommand("apply", {
  summary: "Deploys exactly what `npm run plan -- <environment> --out <directory>` has planned.",
  examples: ["prod --plan plan", "prod --plan plan --images images"],
})
  .requiredOption("--plan <directory>", "directory that `npm run plan` has written")
  .parse();

const [environment] = applyCommand.processedArgs;
const { plan, ...options } = applyCommand.opts();
// A saved plan was looked at when it was made.
runDeployment({
  environment,
  ...options,
  saved: resolve(plan),
  yes: true,
  repeat: `apply -- ${environment} --plan ${plan}`,
});
