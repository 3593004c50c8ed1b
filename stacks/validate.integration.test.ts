import { copyFileSync, existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEnvironments } from "../environments/config/load";
import { environment, synthesizeInto } from "../tools/testing/synthesize";
import { validEnvironment } from "../tools/testing/arbitrary-environment";
import { Terraform } from "../tools/terraform/terraform";
import { TerraformWorkspace } from "../tools/terraform/workspace";

const workspace = new TerraformWorkspace();
afterAll(() => workspace.remove());

const shipped = loadEnvironments(join(__dirname, "..", "environments"));
/** In an account of their own: one more state stack. */
const random = fc
  .sample(validEnvironment, { seed: 20_260_201, numRuns: 3 })
  .map((input, index) => environment({ ...input, account: "999999999999" }, `random${index}`));
synthesizeInto(workspace.directory, [...shipped, ...random]);

const stacks = join(workspace.directory, "stacks");
/** A registry has next to nothing to choose: those of the shipped environments will do. */
const [first = "", ...others] = readdirSync(stacks)
  .filter((id) => !/^random\d-.+-registry$/.test(id))
  .sort();
const terraform = (id: string) =>
  new Terraform(join(stacks, id), { env: { ...process.env, ...workspace.variables } });

describe("terraform validate", () => {
  beforeAll(async () => {
    // All stacks use the same provider: it is installed once.
    await terraform(first).init("-backend=false");
    for (const id of others) {
      symlinkSync(join(stacks, first, ".terraform"), join(stacks, id, ".terraform"));
      copyFileSync(join(stacks, first, ".terraform.lock.hcl"), join(stacks, id, ".terraform.lock.hcl"));
    }
  });

  it("O1: knows every environment", () => {
    for (const { name } of shipped) expect(existsSync(join(stacks, `${name}-us-east-1-service`))).toBe(true);
  });

  it.each([first, ...others])("O1: accepts %s", async (id) => {
    await expect(terraform(id).validate()).resolves.toBeUndefined();
  });
});
