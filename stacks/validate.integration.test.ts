import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { environment, synthesizeInto } from "../tools/testing/synthesize";
import { PIPELINES } from "../tools/testing/pipelines";
import { examples, shipped } from "../tools/testing/shipped";
import { validEnvironment } from "../tools/testing/arbitrary-environment";
import { Terraform } from "../tools/terraform/terraform";
import { TerraformWorkspace } from "../tools/terraform/workspace";

const workspace = new TerraformWorkspace();
afterAll(() => workspace.remove());

const known = [...shipped(), ...examples()];
/** In an account of their own: one more state stack. */
const random = fc.sample(validEnvironment, { seed: 20_260_201, numRuns: 3 }).map((input, index) => {
  const elsewhere = JSON.stringify(input).replaceAll(input.account, "999999999999");
  return environment(JSON.parse(elsewhere) as typeof input, `random${index}`);
});
synthesizeInto(workspace.directory, [...known, ...PIPELINES, ...random]);

/** The way out of CDK for Terraform: the same stacks as plain HCL. */
const hcl = join(workspace.directory, "hcl");
synthesizeInto(hcl, known.slice(0, 1), "hcl");

/** A registry has next to nothing to choose, and a pipeline changes no network: those of the shipped environments will do. */
const stacks = readdirSync(join(workspace.directory, "stacks")).filter(
  (id) => !/^random\d-.+-registry$|^(made|given|hub)-.+-(network|monitoring)$/.test(id),
);
const inHcl = readdirSync(join(hcl, "stacks"));

/** Stacks of an environment, or of an account: what comes before the first hyphen. */
function byOwner(ids: readonly string[]): [owner: string, ids: string[]][] {
  const owners = [...new Set(ids.map((id) => id.split("-")[0] ?? ""))].sort();
  return owners.map((owner) => [owner, ids.filter((id) => id.startsWith(`${owner}-`))]);
}

/**
 * One configuration with stacks as its modules: Terraform then reads the schemas of the provider, most of the work, once
 * for all of them.
 */
async function validate(name: string, directory: string, ids: readonly string[]): Promise<void> {
  const root = join(workspace.directory, "roots", name);
  mkdirSync(root, { recursive: true });
  const module = Object.fromEntries(
    ids.map((id) => [`stack-${id}`, { source: relative(root, join(directory, "stacks", id)) }]),
  );
  writeFileSync(join(root, "main.tf.json"), JSON.stringify({ module }));
  const terraform = new Terraform(root, { env: { ...process.env, ...workspace.variables } });
  await terraform.init("-backend=false");
  await terraform.validate();
}

describe("terraform validate", () => {
  it("O1: knows every environment", () => {
    for (const { name } of known) expect(stacks).toContain(`${name}-us-east-1-service`);
    expect(inHcl).toContain(`${known[0]?.name}-us-east-1-service`);
  });

  it.each(byOwner(stacks))("O1: accepts every stack of %s", async (owner, ids) => {
    expect(ids.length).toBeGreaterThan(0);
    await expect(validate(owner, workspace.directory, ids)).resolves.toBeUndefined();
  });

  it.each(byOwner(inHcl))("O1: accepts every stack of %s in HCL", async (owner, ids) => {
    for (const id of ids) expect(readdirSync(join(hcl, "stacks", id))).toContain("cdk.tf");
    await expect(validate(`${owner}-hcl`, hcl, ids)).resolves.toBeUndefined();
  });

  it("O1: finds what is wrong in one of several stacks", async () => {
    const directory = join(workspace.directory, "wrong");
    for (const [id, vpc] of Object.entries({ right: {}, wrong: { cidr: "10.0.0.0/16" } })) {
      mkdirSync(join(directory, "stacks", id), { recursive: true });
      const provider = { aws: { source: "hashicorp/aws", version: "5.100.0" } };
      const content = { terraform: { required_providers: provider }, resource: { aws_vpc: { vpc } } };
      writeFileSync(join(directory, "stacks", id, "cdk.tf.json"), JSON.stringify(content));
    }
    await expect(validate("wrong", directory, ["right", "wrong"])).rejects.toThrow(
      /stacks\/wrong\/cdk\.tf\.json[^]*No argument or block type is named "cidr"/,
    );
  });
});
