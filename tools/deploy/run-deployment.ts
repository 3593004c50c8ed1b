import { join, resolve } from "node:path";
import { ask } from "../cli/ask";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { deploy, type Deployed } from "./deploy";

const project = join(__dirname, "..", "..");

/** What `npm run deploy` and `npm run apply` were given. */
export interface DeploymentRequest {
  /** Name of the environment. */
  readonly environment: string;
  /** Directory of a plan that was made before. @default it is planned now */
  readonly saved?: string;
  /** Whether nobody is asked. */
  readonly yes: boolean;
  /** Stacks and addresses of resources that may lose their data. */
  readonly allow: readonly string[];
  /** Directory of saved images. @default they are built */
  readonly images?: string | undefined;
  readonly url?: string | undefined;
  readonly smokeTest: boolean;
  /** The script and its arguments that continue after an interrupt. */
  readonly repeat: string;
}

/** Deploys, and prints what is there now. */
export function runDeployment(request: DeploymentRequest): void {
  const { saved, yes, allow, images, url, smokeTest, repeat } = request;
  onInterrupt(async (signal) => {
    const environment = selectEnvironment(project, request.environment);
    const began = Date.now();
    try {
      const deployed = await deploy(environment, {
        project,
        signal,
        allow,
        saved,
        archives: images === undefined ? undefined : resolve(images),
        smokeTest,
        url,
        confirm: async () => {
          if (yes) return;
          await ask(`Deploy this to ${environment.name}? Type yes:`, "yes", "--yes", { signal });
        },
      });
      report(environment.name, deployed, began);
    } catch (error) {
      if (signal.aborted) console.error(`To continue: npm run ${repeat}`);
      throw error;
    }
  });
}

function report(environment: string, { changed, images, outputs }: Deployed, began: number): void {
  for (const [stack, values] of Object.entries(outputs)) {
    if (Object.keys(values).length === 0) continue;
    console.log(`\n  ${stack}`);
    for (const [name, value] of Object.entries(values)) console.log(`    ${name} = ${value}`);
  }
  for (const { image, digest } of images)
    console.log(`\n  image\n    name = ${image}\n    digest = ${digest}`);
  const seconds = ((Date.now() - began) / 1000).toFixed(0);
  const what = changed
    ? `${environment} is deployed`
    : `Nothing was changed: ${environment} was as it is configured`;
  console.log(`\n${what} (${seconds} s).`);
}
