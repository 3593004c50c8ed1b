import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { environment, MINIMAL } from "../../tools/testing/synthesize";
import { problemsOf } from "../../tools/testing/problems";
import { loadEnvironments } from "./load";
import { codeCommitOf, deployerOf, ownsPipeline, pipelineRegion, targetsOf } from "./pipelines";
import { ConfigurationError } from "./problems";
import type { EnvironmentInput } from "./schema";

type Pipeline = NonNullable<NonNullable<EnvironmentInput["delivery"]>["pipeline"]>;

const minimal: Pipeline = {
  source: { type: "codecommit" },
  deploy: [{ environment: "test", approval: false }],
};
const pipeline = (input: object) => ({ delivery: { pipeline: { ...minimal, ...input } } });
const problems = (input: object) => problemsOf(pipeline(input));

describe("a pipeline", () => {
  it("P3: is off unless it is stated", () => {
    expect(ownsPipeline(environment(MINIMAL))).toBe(false);
  });

  it("P3: asks before every deployment unless told otherwise, and then needs somebody to ask", () => {
    expect(problems({ deploy: [{ environment: "test" }] })).toEqual([
      "delivery.pipeline.approvers: must name somebody where an environment of deploy needs an approval",
    ]);
    expect(problems({ deploy: [{ environment: "test" }], approvers: ["lead@example.com"] })).toEqual([]);
    expect(problems({})).toEqual([]);
  });

  it.each([
    [{ deploy: [] }, "delivery.pipeline.deploy: must name an environment"],
    [
      { deploy: [...minimal.deploy, ...minimal.deploy] },
      "delivery.pipeline.deploy.1.environment: must not be named twice",
    ],
    [
      { source: { type: "svn" } },
      'delivery.pipeline.source.type: must have the type "codecommit" or "github"',
    ],
    [
      { source: { type: "github", repository: "owner" } },
      'delivery.pipeline.source.repository: must be the repository as "owner/name"',
    ],
    [
      { source: { type: "codecommit", repository: "a.git" } },
      "delivery.pipeline.source.repository: must be 1 to 100 letters, digits, periods, underscores and hyphens, not ending with .git",
    ],
    [
      { source: { type: "github", repository: "a/b", connectionArn: "arn:aws:s3:::x" } },
      "delivery.pipeline.source.connectionArn: must be the ARN of a connection",
    ],
    [{ approvers: ["lead"] }, "delivery.pipeline.approvers.0: must be an e-mail address"],
    [
      { testTimeoutMinutes: 481 },
      "delivery.pipeline.testTimeoutMinutes: must be a whole number from 5 to 480",
    ],
  ])("O2: refuses %j", (input, problem) => {
    expect(problems(input)).toEqual([problem]);
  });

  it("P3: calls the CodeCommit repository after the project, copied to the environment's second region", () => {
    const owner = (input: object) => {
      const made = environment({
        ...MINIMAL,
        ...pipeline(input),
        regions: [{ name: "eu-west-1" }, { name: "eu-north-1" }],
      });
      if (!ownsPipeline(made)) throw new Error("no pipeline");
      return made;
    };
    expect(codeCommitOf(owner({}))).toEqual({
      repository: "webapp",
      replicaRegion: "eu-north-1",
      create: true,
      branch: "main",
    });
    expect(pipelineRegion(owner({}))).toBe("eu-west-1");
    expect(codeCommitOf(owner({ source: { type: "github", repository: "a/b" } }))).toBeUndefined();
  });
});

describe("pipelines and the environments they name", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "environments-"));
    mkdirSync(directory, { recursive: true });
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  const file = (name: string, content: object) => {
    writeFileSync(join(directory, `${name}.ts`), `export default ${JSON.stringify(content)};`);
  };
  const found = () => {
    try {
      loadEnvironments(directory);
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems;
      throw error;
    }
  };
  const deploy = (...names: string[]) => ({
    deploy: names.map((name) => ({ environment: name, approval: false })),
  });
  const other = { ...MINIMAL, account: "222222222222" };

  it("P3: may deploy environments of other accounts; what is not named is Terraform's", () => {
    file("alpha", { ...MINIMAL, ...pipeline(deploy("beta", "alpha")) });
    file("beta", other);
    file("gamma", MINIMAL);
    const environments = loadEnvironments(directory);
    const [alpha, beta, gamma] = environments;
    if (alpha === undefined || !ownsPipeline(alpha) || beta === undefined || gamma === undefined)
      throw new Error("environments are missing");
    expect(targetsOf(alpha, environments).map(({ environment: one }) => one.name)).toEqual(["beta", "alpha"]);
    expect([alpha, beta, gamma].map((one) => deployerOf(one, environments)?.name)).toEqual([
      "alpha",
      "alpha",
      undefined,
    ]);
  });

  it("P3: must exist", () => {
    file("alpha", { ...MINIMAL, ...pipeline(deploy("alpha", "prd")) });
    file("prod", other);
    expect(found()).toEqual([
      {
        file: "environments/alpha.ts",
        path: "delivery.pipeline.deploy.1.environment",
        given: '"prd"',
        allowed: "the name of an environment: alpha, prod",
      },
    ]);
  });

  it("O2: are not called missing where their own file is wrong", () => {
    file("alpha", { ...MINIMAL, ...pipeline(deploy("alpha", "prod")) });
    file("prod", { ...other, account: "1" });
    expect(found()).toMatchObject([{ file: "environments/prod.ts", path: "account" }]);
  });

  it("P3: are deployed by one pipeline only", () => {
    file("alpha", { ...MINIMAL, ...pipeline(deploy("alpha", "prod")) });
    file("beta", { ...other, ...pipeline(deploy("prod")) });
    file("prod", other);
    expect(found()).toMatchObject([
      {
        file: "environments/beta.ts",
        path: "delivery.pipeline.deploy.0.environment",
        allowed: "an environment that no other pipeline deploys; environments/alpha.ts deploys this one",
      },
    ]);
  });

  it("P1, P3: are deployed by GitHub Actions or by a pipeline, not by both", () => {
    const github = { github: { repository: "octo-org/octo-repo" } };
    file("alpha", { ...MINIMAL, ...pipeline(deploy("alpha", "prod")) });
    file("prod", { ...other, delivery: github });
    expect(found()).toMatchObject([
      {
        file: "environments/alpha.ts",
        path: "delivery.pipeline.deploy.1.environment",
        allowed:
          "an environment without delivery.github; GitHub Actions deploys prod, and its permissions do not reach as far as a pipeline's",
      },
    ]);
    expect(problemsOf({ delivery: { ...github, pipeline: minimal } })).toEqual([
      "delivery.pipeline: must be absent where GitHub Actions deploys the environment (delivery.github): one of the two does",
    ]);
  });

  it("S2: say both ids of a GitHub repository or none", () => {
    const github = (ids: object) =>
      problemsOf({ delivery: { github: { repository: "octo-org/octo-repo", ...ids } } });
    expect(github({ ownerId: "1", repositoryId: "2" })).toEqual([]);
    expect(github({ ownerId: "1" })).toEqual(["delivery.github.repositoryId: must be set where ownerId is"]);
    expect(github({ repositoryId: "2" })).toEqual([
      "delivery.github.ownerId: must be set where repositoryId is",
    ]);
    expect(github({ ownerId: "octo-org", repositoryId: "2" })).toEqual([
      "delivery.github.ownerId: must be an id of GitHub: digits, in quotes",
    ]);
  });

  it("P3: run the same image, so they have one architecture", () => {
    file("alpha", { ...MINIMAL, ...pipeline(deploy("alpha", "prod")) });
    file("prod", { ...other, image: { architecture: "X86_64" } });
    expect(found()).toMatchObject([
      {
        path: "delivery.pipeline.deploy.1.environment",
        given: '"prod"',
        allowed: "an environment for ARM64 like alpha: one image is built for all",
      },
    ]);
  });

  it("P3: the copy of the repository is in another region", () => {
    const source = { type: "codecommit", replicaRegion: "us-east-1" };
    file("alpha", { ...MINIMAL, ...pipeline({ ...deploy("alpha"), source }) });
    expect(found()).toMatchObject([
      {
        path: "delivery.pipeline.source.replicaRegion",
        given: '"us-east-1"',
        allowed: "another region than the pipeline's own, us-east-1",
      },
    ]);
  });

  it("P3: a repository is made by one pipeline, and used by any number", () => {
    const using = (create: boolean) => ({ source: { type: "codecommit", create } });
    file("alpha", { ...MINIMAL, ...pipeline(deploy("alpha")) });
    file("beta", { ...MINIMAL, ...pipeline({ ...deploy("beta"), ...using(true) }) });
    expect(found()).toMatchObject([
      {
        file: "environments/beta.ts",
        path: "delivery.pipeline.source.create",
        allowed: "false: environments/alpha.ts makes the repository webapp already",
      },
    ]);
    rmSync(join(directory, "beta.ts"));
    file("gamma", { ...MINIMAL, ...pipeline({ ...deploy("gamma"), ...using(false) }) });
    expect(found()).toEqual([]);
  });
});
