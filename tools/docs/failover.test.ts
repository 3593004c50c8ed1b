import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nextSteps } from "../failover/failover";
import { environment, MINIMAL } from "../testing/synthesize";

const project = join(__dirname, "..", "..");
const read = (...path: string[]) => readFileSync(join(project, ...path), "utf8");
const runbook = read("docs", "failover.md");
const section = (title: string) => (runbook.split(`## ${title}\n`)[1] ?? "").split(/^## /m)[0] ?? "";
const commands = (text: string) => [...text.matchAll(/\b(?:npm run|npx) [^\n`]*/g)].map(([line]) => line);

const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };
const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Readonly<
  Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>>
>;

/** The environment of the runbook, with either kind of database. */
const prod = (engine: "aurora-postgresql" | "postgres") =>
  environment(
    { ...MINIMAL, regions: [{ name: "us-east-1" }, { name: "us-west-2" }], database: { engine } },
    "prod",
  );

describe("docs/failover.md", () => {
  it.each([...new Set(commands(runbook))])("O5, X2: %s is a command that there is", (command) => {
    const [npm, run, script = ""] = command.split(" ");
    if (npm === "npm") expect(Object.keys(scripts)).toContain(script);
    else expect(Object.keys({ ...dependencies, ...devDependencies })).toContain(run);
    if (script !== "failover") return;
    const options = [...command.matchAll(/--([a-z]+)/g)].map(([, name = ""]) => name);
    expect(options).not.toHaveLength(0);
    for (const name of options) expect(read("tools", "failover", "main.ts")).toContain(`--${name}`);
  });

  it.each([...new Set([...runbook.matchAll(/[\w/.]+\.integration\.test\.ts/g)].map(([path]) => path))])(
    "O5, X2: %s, which it says runs the steps, does",
    (path) => {
      const test = read(path);
      for (const step of ["prepare(", "perform(", "retire(", "losses("]) expect(test).toContain(step);
    },
  );

  it.each([
    ["An Aurora database", prod("aurora-postgresql")],
    ["An instance", prod("postgres")],
  ])("O5, X2: %s is moved by the steps that the command tells, in that order", (title, configured) => {
    const steps = commands(nextSteps({ environment: configured, to: "us-west-2" }));
    const [planned, unplanned, ...rest] = commands(section(title));

    expect(planned).toBe("npm run failover -- prod --to us-west-2");
    expect(unplanned).toBe(`${planned} --unplanned`);
    expect(rest).toEqual(steps);
  });

  it("O5, X2: is linked from where somebody looks for it", () => {
    for (const page of [["README.md"], ["docs", "operations.md"], ["docs", "deployment.md"]]) {
      expect(read(...page)).toMatch(/\]\((?:docs\/)?failover\.md\)/);
    }
  });
});
