import { resolve } from "node:path";
import { collect, command } from "../cli/command";
import { ENVIRONMENT } from "../cli/environment";
import { runDeployment } from "./run-deployment";

const applyCommand = command("apply", {
  summary: "Deploys exactly what `npm run plan -- <environment> --out <directory>` has planned.",
  examples: ["prod --plan plan", "prod --plan plan --images images"],
})
  .argument(...ENVIRONMENT)
  .requiredOption("--plan <directory>", "directory that `npm run plan` has written")
  .option("--allow <stack/address>", "let this resource lose its data; may be repeated", collect, [])
  .option(
    "--images <directory>",
    "the images, as `npm run image -- <environment> --save` wrote them, instead of building them",
  )
  .option(
    "--url <url>",
    "where the service has to answer afterwards (default: the environment's own address)",
  )
  .option("--no-smoke-test", "don't ask the service for an answer")
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
