import { join } from "node:path";
import { App } from "cdktf";
import { environmentsDirectory, loadEnvironments } from "../../environments/config/load";
import { addAll } from "../../stacks";
import { describeImages } from "../../images/describe";

// Synthesizes what `main.ts` does, with one environment as its owner would write it before destroying it. cdktf
// starts it: the only argument is the environment's name.
const project = join(__dirname, "..", "..");
const [, , name] = process.argv;
const environments = loadEnvironments(environmentsDirectory(project)).map((environment) =>
  environment.name === name ? { ...environment, deletionProtection: false } : environment,
);
const app = new App();
addAll(app, environments, describeImages(project));
app.synth();
