import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { environmentsDirectory, loadEnvironments } from "../../environments/config/load";
import { ownsPipeline, targetsOf } from "../../environments/config/pipelines";
import { command } from "../cli/command";
import { UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { distributeImages } from "./distribute-images";
import { imageDefinitions } from "./image-definitions";

const project = join(__dirname, "..", "..");
const pipelineCommand = command("pipeline", {
  summary:
    "What the pipeline that an environment states does to make images: builds each, pushes it to every environment that " +
    "the pipeline deploys, and writes an imagedefinitions file for each service.",
  examples: ["dev --output image-definitions"],
})
  .argument("<environment>", "the environment that states the pipeline")
  .option("--output <directory>", "where the imagedefinitions files are written", "image-definitions")
  .parse();
const [name] = pipelineCommand.processedArgs;

onInterrupt(async (signal) => {
  const environments = loadEnvironments(environmentsDirectory(project));
  const owner = environments.filter(ownsPipeline).find((environment) => environment.name === name);
  if (owner === undefined) {
    const known = environments.filter(ownsPipeline).map((environment) => environment.name);
    const allowed = known.length === 0 ? "none states a pipeline" : `allowed are ${known.join(", ")}`;
    throw new UsageError(`environment: given ${JSON.stringify(name)}; ${allowed}`);
  }
  const targets = targetsOf(owner, environments).map(({ environment }) => environment);
  const say = (line: string) => console.log(line);
  const uris = await distributeImages(targets, { project, signal, say });
  const directory = resolve(pipelineCommand.opts().output);
  mkdirSync(directory, { recursive: true });
  for (const environment of targets) {
    for (const { name: region } of environment.regions) {
      const definitions = imageDefinitions(environment, region, uris(environment, region));
      for (const [file, content] of definitions)
        writeFileSync(join(directory, file), JSON.stringify(content));
    }
  }
  console.log(`Every image is in its repositories; their definitions are in ${directory}`);
});
