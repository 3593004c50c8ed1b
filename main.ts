import { join } from "node:path";
import { App } from "cdktf";
import { loadEnvironments } from "./environments/config/load";
import { ConfigurationError } from "./environments/config/problems";
import { PolicyError } from "./policy/enforce";
import { addAll } from "./stacks";
import { imageTags } from "./tools/image/content-hash";

try {
  const environments = loadEnvironments(join(__dirname, "environments"));
  const app = new App();
  addAll(app, environments, imageTags(__dirname));
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof PolicyError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
