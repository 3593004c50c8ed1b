import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkCaller } from "../aws/caller";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { Stages } from "../cli/stages";
import { imageTag } from "./content-hash";
import { ContainerEngine } from "./engine";
import { Registry } from "./registry";

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
  const stages = new Stages(3);
  await stages.run(`Check the credentials for account ${environment.account}`, () =>
    checkCaller(environment),
  );
  // Pushed to the primary region; ECR replicates it to the others.
  const region = environment.regions[0]?.name ?? "us-east-1";
  const registry = await Registry.find(region, `${environment.project}-${environment.name}`);
  const image = `${registry.url}:${tag}`;
  if (await registry.has(tag)) {
    console.log(`Nothing to do: ${image} is there.`);
    return;
  }
  await stages.run(`Build ${image}`, async (say) => {
    const engine = await ContainerEngine.find({ signal, onLine: say });
    await engine.build(project, image, tag, environment.image.architecture);
  });
  await stages.run("Push it", async (say) => {
    const engine = await ContainerEngine.find({ signal, onLine: say });
    const { user, password } = await registry.credentials();
    await engine.login(new URL(`https://${registry.url}`).host, user, password);
    await engine.push(image);
  });
  console.log(`Pushed ${image}`);
});
