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
    "What the pipeline that an environment states does once another one is approved: brings the images to that " +
    "environment's repositories, and writes what its deployment reads, such as an imagedefinitions file for each service.",
  examples: ["dev --for prod --output image-definitions"],
})
  .argument("<environment>", "the environment that states the pipeline")
  .requiredOption("--for <environment>", "one of the environments that the pipeline deploys")
  .option("--output <directory>", "where the files are written", "image-definitions")
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
  const wanted = pipelineCommand.opts().for;
  const position = targets.findIndex((environment) => environment.name === wanted);
  const environment = targets[position];
  if (environment === undefined) {
    const allowed = targets.map((target) => target.name).join(", ");
    throw new UsageError(`--for: given ${JSON.stringify(wanted)}; allowed are ${allowed}`);
  }
  const say = (line: string) => console.log(line);
  const before = targets.slice(0, position);
  const uris = await distributeImages(environment, { project, before, signal, say });
  const directory = resolve(pipelineCommand.opts().output);
  mkdirSync(directory, { recursive: true });
  for (const { name: region } of environment.regions) {
    for (const [file, content] of imageDefinitions(environment, region, uris(region)))
      writeFileSync(join(directory, file), JSON.stringify(content));
  }
  console.log(
    `The images are in the repositories of ${wanted}; what its deployment reads is in ${directory}`,
  );
});
