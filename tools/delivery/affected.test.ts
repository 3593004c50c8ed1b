import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { environment, MINIMAL } from "../testing/synthesize";
import { affectedEnvironments, changedAccountStacks, changedStacks, mayAffect } from "./affected";
import { accountTargets, refuseOtherBranch, targetOf, targetOfBranch, targets } from "./targets";

describe("mayAffect", () => {
  it.each([
    ["README.md", false],
    ["docs/deployment.md", false],
    [".github/workflows/deploy.yml", false],
    ["constructs/vpc/vpc.test.ts", false],
    ["constructs/vpc/vpc.ts", true],
    ["app/src/main.ts", true],
    ["environments/dev.ts", true],
    ["package-lock.json", true],
    ["cdktf.json", true],
    ["functions/rotate-redis-token/index.mjs", true],
  ])("P1: %s: %s", (path, may) => {
    expect(mayAffect(["docs/a.md", path])).toBe(may);
  });
});

describe("affectedEnvironments", () => {
  const ENVIRONMENTS = [
    environment(MINIMAL, "dev"),
    environment({ ...MINIMAL, account: "222222222222" }, "staging"),
    environment({ ...MINIMAL, account: "333333333333" }, "prod"),
  ];
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "revisions-"));
    for (const revision of ["base", "head"]) {
      for (const { name, account } of ENVIRONMENTS) {
        write(revision, `${name}-us-east-1-network`, { resource: { aws_vpc: {} } });
        write(revision, `${account}-baseline`, { resource: {} });
      }
    }
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  function write(revision: string, stack: string, content: object, version = "0.21.0"): void {
    const stackDirectory = join(directory, revision, "stacks", stack);
    mkdirSync(stackDirectory, { recursive: true });
    writeFileSync(join(stackDirectory, "cdk.tf.json"), JSON.stringify({ "//": { version }, ...content }));
  }
  const changed = () => changedStacks(join(directory, "base"), join(directory, "head"));
  const affected = () => affectedEnvironments(changed(), ENVIRONMENTS);

  it("P1: finds nothing where nothing but cdktf's own notes differ", () => {
    write("head", "dev-us-east-1-network", { resource: { aws_vpc: {} } }, "0.22.0");
    expect(affected()).toEqual([]);
  });

  it("P1: finds exactly the environments whose stacks differ, come or go", () => {
    write("head", "staging-us-east-1-network", { resource: { aws_vpc: { more: {} } } });
    expect(affected()).toEqual(["staging"]);
    write("head", "dev-us-east-1-data", {});
    expect(affected()).toEqual(["dev", "staging"]);
    write("base", "prod-us-west-2-network", {});
    expect(affected()).toEqual(["dev", "staging", "prod"]);
  });

  it("P1: an account's stack is an administrator's, and not part of any environment's plan", () => {
    write("head", "333333333333-baseline", { resource: { more: {} } });
    write("head", "111111111111-replication", {});
    expect(affected()).toEqual([]);
    expect(changedAccountStacks(changed(), ENVIRONMENTS)).toEqual([
      { stack: "111111111111-replication", command: "npm run bootstrap -- dev" },
      { stack: "333333333333-baseline", command: "npm run baseline -- prod" },
    ]);
  });

  it("P1: everything counts where the revision before can not be synthesized", () => {
    const all = changedStacks(undefined, join(directory, "head"));
    expect(affectedEnvironments(all, ENVIRONMENTS)).toEqual(["dev", "staging", "prod"]);
    expect(changedAccountStacks(all, ENVIRONMENTS)).toHaveLength(3);
  });
});

describe("targets", () => {
  const github = { repository: "owner/name" };
  const dev = environment({ ...MINIMAL, delivery: { github } }, "dev");
  const prod = environment(
    {
      ...MINIMAL,
      account: "333333333333",
      image: { architecture: "X86_64" },
      delivery: { github: { ...github, branch: "main", environment: "production" } },
    },
    "prod",
  );
  const none = environment(MINIMAL, "mine");

  it("P1: knows the roles, the region, the branch, the gate, the runner and the images of an environment", () => {
    expect(targetOf(dev)).toEqual({
      environment: "dev",
      gate: "dev",
      region: "us-east-1",
      planRole: "arn:aws:iam::111111111111:role/webapp-plan",
      pullRequestRole: "arn:aws:iam::111111111111:role/webapp-pull-request",
      deployRole: "arn:aws:iam::111111111111:role/webapp-dev-deploy",
      runner: "ubuntu-24.04-arm",
      branch: "dev",
      images: '["app"]',
    });
    expect(targetOf(prod)).toMatchObject({ gate: "production", branch: "main", runner: "ubuntu-24.04" });
  });

  it("P1: deploys a branch to its environment, and other branches nowhere", () => {
    const all = [dev, prod, none];
    expect(targetOfBranch(all, "main")?.environment).toBe("prod");
    expect(targetOfBranch(all, "dev")?.environment).toBe("dev");
    expect(targetOfBranch(all, "prod")).toBeUndefined();
    expect(targetOfBranch(all, "mine")).toBeUndefined();
    expect(targets(all).map(({ environment: name }) => name)).toEqual(["dev", "prod"]);
  });

  it("P6: looks at each account once, with a role in it", () => {
    const second = environment({ ...MINIMAL, delivery: { github } }, "second");
    expect(accountTargets([none, dev, second, prod]).map(({ environment: name }) => name)).toEqual([
      "dev",
      "prod",
    ]);
  });

  it("P5: is destroyed from its own branch only, whatever another one or a tag calls itself", () => {
    const refuse = (ref: string | undefined) => () => {
      refuseOtherBranch(targetOf(prod), ref);
    };
    expect(refuse("refs/heads/main")).not.toThrow();
    for (const ref of ["refs/heads/unprotected", "refs/heads/prod", "refs/tags/main", undefined]) {
      expect(refuse(ref)).toThrow("allowed is refs/heads/main, the branch that is deployed to prod");
    }
  });

  it("P1: says what is missing where an environment gives GitHub no credentials", () => {
    expect(() => targetOf(none)).toThrow(/environments\/mine\.ts: delivery\.github is absent; allowed is/);
  });
});
