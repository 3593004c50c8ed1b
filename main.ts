import { App } from "cdktf";
import { environmentsDirectory, loadEnvironments } from "./environments/config/load";
import { ConfigurationError } from "./environments/config/problems";
import { PolicyError } from "./policy/enforce";
import { addAll } from "./stacks";
import { describeImages } from "./images/describe";

try {
  const environments = loadEnvironments(environmentsDirectory(__dirname));
  const app = new App();
  addAll(app, environments, describeImages(__dirname));
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof PolicyError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
