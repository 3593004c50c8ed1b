import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import type { Location } from "../../constructs/location";
import { parseEnvironment } from "../../environments/config/load";
import { ConfigurationError } from "../../environments/config/problems";
import type { Environment, EnvironmentInput } from "../../environments/config/schema";
import type { DescribedImage } from "../../images/image";
import { addAll } from "../../stacks";
import { SynthesizedStack } from "./synthesized-stack";

/** Tag of the image in everything that is synthesized for a test. */
export const IMAGE_TAG = "0123456789abcdef";

/** What is known of every image in everything that is synthesized for a test. */
export const IMAGE: DescribedImage = { tag: IMAGE_TAG, node: true };

/** Where the constructs of {@link synthesizeConstruct} are. */
export const AT: Location = { account: "111111111111", region: "us-east-1", prefix: "webapp-test" };

/**
 * What an environment that states as little as possible states. Account, region and image are the only choices that
 * nothing else can be derived from.
 */
export const MINIMAL: EnvironmentInput = {
  account: AT.account,
  regions: [{ name: "us-east-1" }],
  images: { app: { directory: "examples/hello" } },
};

/** An environment with all defaults. @throws {ConfigurationError} where the input is not valid */
export function environment(input: EnvironmentInput, name = "test"): Environment {
  const parsed = parseEnvironment(name, `environments/${name}.ts`, input);
  if (Array.isArray(parsed)) throw new ConfigurationError(parsed);
  return parsed;
}

/** The stacks of environments, by id, synthesized the way `main.ts` does it. */
export function synthesize(inputs: Readonly<Record<string, EnvironmentInput>>): SynthesizedStacks {
  return synthesizeEnvironments(Object.entries(inputs).map(([name, input]) => environment(input, name)));
}

/** The stacks of environments that have been parsed already. */
export function synthesizeEnvironments(environments: readonly Environment[]): SynthesizedStacks {
  return synthesizeWith(environments, IMAGE);
}

/** The same with something else known of the images. */
export function synthesizeWith(
  environments: readonly Environment[],
  image: DescribedImage,
): SynthesizedStacks {
  return synthesizeApp((app) => {
    addAll(app, environments, () => image);
  });
}

/**
 * Writes the stacks of environments for Terraform, as `<directory>/stacks/<id>/cdk.tf.json`, or as `cdk.tf` in
 * Terraform's own language.
 */
export function synthesizeInto(
  directory: string,
  environments: readonly Environment[],
  language: "json" | "hcl" = "json",
): void {
  // The app has an option for it, but its stacks only ask for this variable, which `cdktf synth --hcl` sets.
  process.env["SYNTH_HCL_OUTPUT"] = String(language === "hcl");
  try {
    const app = new App({ outdir: directory });
    addAll(app, environments, () => IMAGE);
    app.synth();
  } finally {
    delete process.env["SYNTH_HCL_OUTPUT"];
  }
}

/** One construct, or several, in a stack called `stack`. */
export function synthesizeConstruct(build: (stack: TerraformStack) => void): SynthesizedStack {
  return synthesizeApp((app) => {
    const stack = new TerraformStack(app, "stack");
    new AwsProvider(stack, "aws", { region: AT.region });
    build(stack);
  }).get("stack");
}

export class SynthesizedStacks {
  constructor(private readonly stacks: ReadonlyMap<string, SynthesizedStack>) {}

  get ids(): string[] {
    return [...this.stacks.keys()].sort();
  }

  get all(): SynthesizedStack[] {
    return [...this.stacks.values()];
  }

  /** @param id such as `test-us-east-1-network` */
  get(id: string): SynthesizedStack {
    const stack = this.stacks.get(id);
    if (stack === undefined) throw new Error(`no stack ${id}; there are ${this.ids.join(", ")}`);
    return stack;
  }
}

/** `Testing.synth` renders references between stacks as if they were local, so the whole app is synthesized. */
function synthesizeApp(build: (app: App) => void): SynthesizedStacks {
  const outdir = mkdtempSync(join(tmpdir(), "synthesized-"));
  try {
    const app = new App({ outdir });
    build(app);
    app.synth();
    const stacks = join(outdir, "stacks");
    const read = (id: string) =>
      new SynthesizedStack(id, readFileSync(join(stacks, id, "cdk.tf.json"), "utf8"));
    return new SynthesizedStacks(new Map(readdirSync(stacks).map((id) => [id, read(id)])));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
