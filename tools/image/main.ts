import { join } from "node:path";
import { checkCaller } from "../aws/caller";
import { command } from "../cli/command";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { imageTags } from "./content-hash";
import { ContainerEngine } from "./engine";
import { publish } from "./publish";
import { tryImage } from "./try";

const project = join(__dirname, "..", "..");
const imageCommand = command("image", {
  summary:
    "Builds the image. With an environment: pushes it to the environment's repository, unless it is there, and ends once " +
    "every region has it.",
  examples: ["", "--try --save image.tar", "dev"],
})
  .argument("[environment]", "where it is pushed to")
  .option("--try", "run it once as ECS would")
  .option("--save <file>", "write it to a file")
  .parse();
const [name] = imageCommand.processedArgs;
const values = imageCommand.opts();

onInterrupt(async (signal) => {
  if (name === undefined) {
    const architecture = process.arch === "arm64" ? "ARM64" : "X86_64";
    const tag = imageTags(project)(architecture);
    const engine = await ContainerEngine.find({ signal, onLine: (line) => console.log(line) });
    await engine.build(project, `webapp:${tag}`, tag, architecture);
    console.log(`Built webapp:${tag}`);
    if (values.try === true) {
      await tryImage(engine, `webapp:${tag}`);
      console.log("It answers, is healthy, and ends when it is told to.");
    }
    if (values.save !== undefined) await engine.save(`webapp:${tag}`, values.save);
    return;
  }
  const environment = selectEnvironment(project, name);
  const stages = new Stages({ signal });
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  const { image, digest, present } = await stages.run("Build and push the image, unless it is there", (say) =>
    publish(environment, { project, signal, say }),
  );
  console.log(present ? `Nothing to do: ${image} is there.` : `Pushed ${image}`);
  console.log(`Its digest: ${digest}`);
});
