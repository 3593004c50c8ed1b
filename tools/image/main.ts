import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkCaller } from "../aws/caller";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { imageTags } from "./content-hash";
import { ContainerEngine } from "./engine";
import { publish } from "./publish";
import { tryImage } from "./try";

// npm run image                   build the image
//   --try                         and run it once as ECS would
//   --save <file>                 and write it to a file
// npm run image -- <environment>  build it and push it to the environment's repository, unless it is there;
//                                 ends once every region has it
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { try: { type: "boolean", default: false }, save: { type: "string" } },
});

onInterrupt(async (signal) => {
  if (positionals[0] === undefined) {
    const architecture = process.arch === "arm64" ? "ARM64" : "X86_64";
    const tag = imageTags(project)(architecture);
    const engine = await ContainerEngine.find({ signal, onLine: (line) => console.log(line) });
    await engine.build(project, `webapp:${tag}`, tag, architecture);
    console.log(`Built webapp:${tag}`);
    if (values.try) {
      await tryImage(engine, `webapp:${tag}`);
      console.log("It answers, is healthy, and ends when it is told to.");
    }
    if (values.save !== undefined) await engine.save(`webapp:${tag}`, values.save);
    return;
  }
  const environment = selectEnvironment(project, positionals[0]);
  const stages = new Stages(2);
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  const { image, digest, present } = await stages.run("Build and push the image, unless it is there", (say) =>
    publish(environment, { project, signal, say }),
  );
  console.log(present ? `Nothing to do: ${image} is there.` : `Pushed ${image}`);
  console.log(`Its digest: ${digest}`);
});
