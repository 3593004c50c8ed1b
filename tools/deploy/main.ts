import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ask } from "../cli/ask";
import { selectEnvironment, UsageError } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { deploy, type Deployed } from "./deploy";

// npm run deploy -- <environment> [--yes]              plan, show, ask, deploy
// npm run apply  -- <environment> --plan <directory>   deploy exactly what `npm run plan` saved
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    yes: { type: "boolean", default: false },
    plan: { type: "string" },
    "saved-plan": { type: "boolean", default: false },
    allow: { type: "string", multiple: true, default: [] },
    image: { type: "string" },
    url: { type: "string" },
    "no-smoke-test": { type: "boolean", default: false },
  },
});

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, positionals[0]);
  if (values["saved-plan"] && values.plan === undefined) {
    throw new UsageError("--plan: given nothing; allowed is the directory that `npm run plan` has written");
  }
  const began = Date.now();
  const repeat = `npm run ${values.plan === undefined ? "deploy" : "apply"} -- ${[...positionals, ...(values.plan === undefined ? [] : ["--plan", values.plan])].join(" ")}`;
  try {
    const deployed = await deploy(environment, {
      project,
      signal,
      allow: values.allow,
      saved: values.plan === undefined ? undefined : resolve(values.plan),
      archive: values.image === undefined ? undefined : resolve(values.image),
      smokeTest: !values["no-smoke-test"],
      url: values.url,
      confirm: async () => {
        // A saved plan was looked at when it was made.
        if (values.plan !== undefined || values.yes) return;
        await ask(`Deploy this to ${environment.name}? Type yes:`, "yes", "--yes", { signal });
      },
    });
    report(environment.name, deployed, began);
  } catch (error) {
    if (signal.aborted) console.error(`To continue: ${repeat}`);
    throw error;
  }
});

function report(environment: string, { changed, image, outputs }: Deployed, began: number): void {
  for (const [stack, values] of Object.entries(outputs)) {
    if (Object.keys(values).length === 0) continue;
    console.log(`\n  ${stack}`);
    for (const [name, value] of Object.entries(values)) console.log(`    ${name} = ${value}`);
  }
  console.log(`\n  image\n    name = ${image.name}\n    digest = ${image.digest}`);
  const seconds = ((Date.now() - began) / 1000).toFixed(0);
  const what = changed
    ? `${environment} is deployed`
    : `Nothing was changed: ${environment} was as it is configured`;
  console.log(`\n${what} (${seconds} s).`);
}
