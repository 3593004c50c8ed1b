import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DNS_REGION } from "../../constructs/location";
import { pipelineRegion } from "../../environments/config/pipelines";
import type { Environment } from "../../environments/config/schema";
import { region } from "../../environments/config/values";
import type { DeployedStack } from "../plan/deployed";
import type { SynthesizedStack } from "../plan/synthesized";

/** What of a synthesized stack is the same in every stack of an environment. */
interface Frame {
  readonly terraform: {
    readonly required_providers: Readonly<Record<string, object>>;
    readonly backend: { readonly s3: Readonly<Record<string, unknown>> };
  };
  readonly provider: { readonly aws: readonly Readonly<Record<string, unknown>>[] };
}

/**
 * The stacks that exist and that the configuration does not name any more, each before those that it reads from: the
 * order in which they can be destroyed.
 */
export function goneStacks(deployed: ReadonlyMap<string, DeployedStack>, known: readonly string[]): string[] {
  const gone = [...deployed].filter(([id, { resources }]) => resources > 0 && !known.includes(id));
  const ids = gone.map(([id]) => id).sort();
  const ordered: string[] = [];
  const visit = (id: string) => {
    if (ordered.includes(id) || !ids.includes(id)) return;
    deployed.get(id)?.reads.forEach(visit);
    ordered.push(id);
  };
  ids.forEach(visit);
  return ordered.reverse();
}

/**
 * Writes what Terraform needs to destroy a stack of which nothing but its state is left: the state's place, and the
 * providers that its resources were made with.
 *
 * @param output directory that cdktf has synthesized into
 * @param like a stack of the same environment that is still synthesized
 */
export function writeGoneStack(
  output: string,
  id: string,
  { aliases }: DeployedStack,
  like: Pick<SynthesizedStack, "directory">,
  environment: Pick<Environment, "regions">,
): void {
  const { terraform, provider } = JSON.parse(
    readFileSync(join(like.directory, "cdk.tf.json"), "utf8"),
  ) as Frame;
  const aws = provider.aws.find(({ alias }) => alias === undefined) ?? {};
  const content = {
    terraform: {
      required_providers: terraform.required_providers,
      backend: { s3: { ...terraform.backend.s3, key: `${id}.tfstate` } },
    },
    provider: {
      aws: [
        { ...aws, region: regionOf(id, environment) },
        ...aliases.map((name) => ({ ...aws, region: name, alias: name })),
      ],
    },
  };
  const directory = join(output, "stacks", id);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "cdk.tf.json"), `${JSON.stringify(content, null, 2)}\n`);
}

/** `dev-us-west-2-data` is in `us-west-2`; stacks that an environment has once name no region. */
function regionOf(id: string, environment: Pick<Environment, "regions">): string {
  const named = region.options.find((name) => id.includes(`-${name}-`));
  return named ?? (id.endsWith("-dns") ? DNS_REGION : pipelineRegion(environment));
}
