import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkCaller } from "../aws/caller";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { imageTag } from "./content-hash";
import { ContainerEngine } from "./engine";
import { publish } from "./publish";

// npm run image                   build the image
// npm run image -- <environment>  build it and push it to the environment's repository, unless it is there
const project = join(__dirname, "..", "..");
const { positionals } = parseArgs({ allowPositionals: true });

onInterrupt(async (signal) => {
  const tag = imageTag(project);
  if (positionals[0] === undefined) {
    const engine = await ContainerEngine.find({ signal, onLine: (line) => console.log(line) });
    await engine.build(project, `webapp:${tag}`, tag, process.arch === "arm64" ? "ARM64" : "X86_64");
    console.log(`Built webapp:${tag}`);
    return;
  }
  const environment = selectEnvironment(project, positionals[0]);
  const stages = new Stages(2);
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  const { image, present } = await stages.run("Build and push the image, unless it is there", (say) =>
    publish(environment, { project, signal, say }),
  );
  console.log(present ? `Nothing to do: ${image} is there.` : `Pushed ${image}`);
});
