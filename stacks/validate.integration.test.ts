import { copyFileSync, existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEnvironments } from "../environments/config/load";
import { environment, synthesizeInto } from "../tools/testing/synthesize";
import { PIPELINES } from "../tools/testing/pipelines";
import { validEnvironment } from "../tools/testing/arbitrary-environment";
import { Terraform } from "../tools/terraform/terraform";
import { TerraformWorkspace } from "../tools/terraform/workspace";

const workspace = new TerraformWorkspace();
afterAll(() => workspace.remove());

const shipped = loadEnvironments(join(__dirname, "..", "environments"));
/** In an account of their own: one more state stack. */
const random = fc.sample(validEnvironment, { seed: 20_260_201, numRuns: 3 }).map((input, index) => {
  const elsewhere = JSON.stringify(input).replaceAll(input.account, "999999999999");
  return environment(JSON.parse(elsewhere) as typeof input, `random${index}`);
});
synthesizeInto(workspace.directory, [...shipped, ...PIPELINES, ...random]);

/** The way out of CDK for Terraform: the same stacks as plain HCL. */
const hcl = join(workspace.directory, "hcl");
synthesizeInto(hcl, shipped.slice(0, 1), "hcl");

const stacks = join(workspace.directory, "stacks");
const inHcl = readdirSync(join(hcl, "stacks")).sort();
/** A registry has next to nothing to choose, and a pipeline changes no network: those of the shipped environments will do. */
const [first = "", ...others] = readdirSync(stacks)
  .filter((id) => !/^random\d-.+-registry$|^(made|given|hub)-.+-(network|monitoring)$/.test(id))
  .sort();
const terraform = (id: string, directory = stacks) =>
  new Terraform(join(directory, id), { env: { ...process.env, ...workspace.variables } });

describe("terraform validate", () => {
  beforeAll(async () => {
    // All stacks use the same provider: it is installed once.
    await terraform(first).init("-backend=false");
    for (const directory of [
      ...others.map((id) => join(stacks, id)),
      ...inHcl.map((id) => join(hcl, "stacks", id)),
    ]) {
      symlinkSync(join(stacks, first, ".terraform"), join(directory, ".terraform"));
      copyFileSync(join(stacks, first, ".terraform.lock.hcl"), join(directory, ".terraform.lock.hcl"));
    }
  });

  it("O1: knows every environment", () => {
    for (const { name } of shipped) expect(existsSync(join(stacks, `${name}-us-east-1-service`))).toBe(true);
  });

  it.concurrent.each([first, ...others])("O1: accepts %s", async (id) => {
    await expect(terraform(id).validate()).resolves.toBeUndefined();
  });

  it.concurrent.each(inHcl)("O1: accepts %s in HCL", async (id) => {
    expect(existsSync(join(hcl, "stacks", id, "cdk.tf"))).toBe(true);
    await expect(terraform(id, join(hcl, "stacks")).validate()).resolves.toBeUndefined();
  });
});
