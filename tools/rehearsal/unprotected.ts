import { join } from "node:path";
import { App } from "cdktf";
import { loadEnvironments } from "../../environments/config/load";
import { addAll } from "../../stacks";
import { imageTags } from "../image/content-hash";

// Synthesizes what `main.ts` does, with one environment as its owner would write it before destroying it. cdktf
// starts it: the only argument is the environment's name.
const project = join(__dirname, "..", "..");
const [, , name] = process.argv;
const environments = loadEnvironments(join(project, "environments")).map((environment) =>
  environment.name === name ? { ...environment, deletionProtection: false } : environment,
);
const app = new App();
addAll(app, environments, imageTags(project));
app.synth();
