import { deploymentCommand } from "./command";
import { runDeployment } from "./run-deployment";

const deployCommand = deploymentCommand("deploy", {
  summary:
    "Plans an environment, shows the plan and the cost, asks, builds and pushes the images, deploys, and waits until the " +
    "services run it and answer. Stops where data would be lost.",
  examples: ["dev", "dev --yes", "prod --allow prod-us-east-1-data/aws_db_instance.database"],
})
  .option("--yes", "ask nothing")
  .parse();

const [environment] = deployCommand.processedArgs;
const { yes = false, ...options } = deployCommand.opts();
runDeployment({ environment, ...options, yes, repeat: `deploy -- ${environment}` });
