import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkCaller } from "../aws/caller";
import { command } from "../cli/command";
import { ENVIRONMENT, selectEnvironment, UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import type { Environment } from "../../environments/config/schema";
import { type BuiltImage, imagesOf } from "./built-image";
import { ContainerEngine } from "./engine";
import { publish } from "./publish";
import { tryImage } from "./try";

const project = join(__dirname, "..", "..");
const imageCommand = command("image", {
  summary:
    "Builds the images of an environment and pushes them to its repositories, unless they are there; ends once every " +
    "region has them.",
  examples: ["dev", "dev --build --only app", "dev --try --save images"],
})
  .argument(...ENVIRONMENT)
  .option("--build", "only build them")
  .option("--only <image>", "only build this one")
  .option("--try", "only build them, and run each once as ECS would")
  .option("--save <directory>", "only build them, and write each to <directory>/<image>.tar")
  .parse();
const [name] = imageCommand.processedArgs;
const values = imageCommand.opts();

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, name);
  const images = chosen(environment);
  if (values.build === true || values.try === true || values.save !== undefined) {
    for (const image of images) await build(environment, image, signal);
    return;
  }
  if (values.only !== undefined) throw new UsageError("--only: allowed with --build, --try or --save");
  const stages = new Stages({ signal });
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  const published = await stages.run("Build and push the images that are not there yet", (say) =>
    publish(environment, { project, signal, say }),
  );
  for (const { image, digest, present } of published) {
    console.log(present ? `Nothing to do: ${image} is there.` : `Pushed ${image}`);
    console.log(`Its digest: ${digest}`);
  }
});

function chosen(environment: Environment): BuiltImage[] {
  const all = imagesOf(environment, project);
  if (values.only === undefined) return all;
  const images = all.filter((image) => image.name === values.only);
  if (images.length > 0) return images;
  const names = all.map((image) => image.name).join(", ");
  throw new UsageError(`--only: given "${values.only}"; allowed are ${names || "none: no image is built"}`);
}

async function build(environment: Environment, image: BuiltImage, signal: AbortSignal): Promise<void> {
  const engine = await ContainerEngine.find({ signal, onLine: (line) => console.log(line) });
  await engine.build(image);
  console.log(`Built ${image.local}`);
  if (values.try === true) {
    const tried = await tryImage(engine, environment, image);
    console.log(
      tried.length === 0
        ? `No service that gets requests runs ${image.name}: it was not tried.`
        : `${tried.join(" and ")} answered, and ended when told to.`,
    );
  }
  if (values.save === undefined) return;
  mkdirSync(values.save, { recursive: true });
  await engine.save(image.local, join(values.save, `${image.name}.tar`));
}
