import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadEnvironments } from "../../environments/config/load";
import { ownsPipeline, targetsOf } from "../../environments/config/pipelines";
import type { Environment } from "../../environments/config/schema";
import { command } from "../cli/command";
import { UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { imageTags } from "../image/content-hash";
import { distribute } from "../image/distribute";
import { ContainerEngine } from "../image/engine";
import { Registry } from "../image/registry";
import { imageDefinitions } from "./image-definitions";

const project = join(__dirname, "..", "..");
const pipelineCommand = command("pipeline", {
  summary:
    "What the pipeline that an environment states does to make an image: builds it, pushes it to every environment that " +
    "the pipeline deploys, and writes an imagedefinitions file for each service.",
  examples: ["dev --output image-definitions"],
})
  .argument("<environment>", "the environment that states the pipeline")
  .option("--output <directory>", "where the imagedefinitions files are written", "image-definitions")
  .parse();
const [name] = pipelineCommand.processedArgs;

onInterrupt(async (signal) => {
  const environments = loadEnvironments(join(project, "environments"));
  const owner = environments.filter(ownsPipeline).find((environment) => environment.name === name);
  if (owner === undefined) {
    const known = environments.filter(ownsPipeline).map((environment) => environment.name);
    const allowed = known.length === 0 ? "none states a pipeline" : `allowed are ${known.join(", ")}`;
    throw new UsageError(`environment: given ${JSON.stringify(name)}; ${allowed}`);
  }
  const targets = targetsOf(owner, environments).map(({ environment }) => environment);
  const tag = imageTags(project)(owner.image.architecture);
  const say = (line: string) => console.log(line);
  const repositories = await Promise.all(targets.map(repositoriesOf));
  await distribute({
    destinations: repositories.flatMap(([primary, ...replicas]) =>
      primary === undefined ? [] : [{ primary, replicas }],
    ),
    tag,
    architecture: owner.image.architecture,
    project,
    engine: () => ContainerEngine.find({ signal, onLine: say }),
    say,
  });
  const directory = resolve(pipelineCommand.opts().output);
  mkdirSync(directory, { recursive: true });
  targets.forEach((environment, index) => {
    environment.regions.forEach((region, position) => {
      const imageUri = `${repositories[index]?.[position]?.url ?? ""}:${tag}`;
      for (const [file, definitions] of imageDefinitions(environment, region.name, imageUri)) {
        writeFileSync(join(directory, file), JSON.stringify(definitions));
      }
    });
  });
  console.log(`The image ${tag} is in every repository; its definitions are in ${directory}`);
});

/** Those of all regions, in their order. */
function repositoriesOf({ project: prefix, name, account, regions }: Environment): Promise<Registry[]> {
  return Promise.all(regions.map((region) => Registry.find(region.name, `${prefix}-${name}`, account)));
}
