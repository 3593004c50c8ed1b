import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProjectCopy } from "../tools/testing/project-copy";

let project: ProjectCopy;
beforeAll(() => {
  project = new ProjectCopy();
}, 60_000);
afterAll(() => {
  project.remove();
});

const stacks = () => readdirSync(project.path("cdktf.out", "stacks")).sort();

describe("node main.ts", () => {
  it("O1: synthesizes every environment of the directory", () => {
    const { status, stderr } = project.synthesize();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stacks()).toEqual(expect.arrayContaining(["dev-us-east-1-service", "prod-us-west-2-network"]));
  }, 60_000);

  it("O2: one more file is one more environment", () => {
    const before = stacks();
    cpSync(project.path("environments", "dev.ts"), project.path("environments", "mine.ts"));
    expect(project.synthesize().status).toBe(0);
    const added = stacks().filter((id) => !before.includes(id));
    expect(added).toEqual(
      before.filter((id) => id.startsWith("dev-")).map((id) => id.replace(/^dev-/, "mine-")),
    );
    rmSync(project.path("environments", "mine.ts"));
  }, 60_000);

  it("O2: a wrong file stops it with every problem, before anything is written", () => {
    const kept = project.path("cdktf.out", "stacks", "dev-us-east-1-network", "cdk.tf.json");
    mkdirSync(project.path("cdktf.out", "stacks", "dev-us-east-1-network"), { recursive: true });
    writeFileSync(kept, "as it was");
    writeFileSync(
      project.path("environments", "wrong.ts"),
      `export default { account: "1", regions: [{ name: "us-middle-1" }], network: { zones: 1 } };`,
    );
    const before = stacks();

    const { status, stdout, stderr } = project.synthesize();

    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("The configuration has 4 problems; nothing was synthesized.");
    for (const path of ["account", "regions.0.name", "images", "network.zones"]) {
      expect(stderr).toMatch(new RegExp(`environments/wrong\\.ts: ${path}\\n +given: .+\\n +allowed: .+`));
    }
    expect(stderr).not.toContain("    at ");
    expect(readFileSync(kept, "utf8")).toBe("as it was");
    expect(stacks()).toEqual(before);
  }, 60_000);
});
