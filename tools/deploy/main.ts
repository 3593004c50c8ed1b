import { collect, command } from "../cli/command";
import { ENVIRONMENT } from "../cli/environment";
import { runDeployment } from "./run-deployment";

const deployCommand = command("deploy", {
  summary:
    "Plans an environment, shows the plan and the cost, asks, builds and pushes the images, deploys, and waits until the " +
    "services run it and answer. Stops where data would be lost.",
  examples: ["dev", "dev --yes", "prod --allow prod-us-east-1-data/aws_db_instance.database"],
})
  .argument(...ENVIRONMENT)
  .option("--yes", "ask nothing")
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

const [environment] = deployCommand.processedArgs;
const { yes = false, ...options } = deployCommand.opts();
runDeployment({ environment, ...options, yes, repeat: `deploy -- ${environment}` });
