import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { workspaces } from "../packages/workspaces";
import { python } from "../rehearsal/emulator";

/** One part of the test suite. */
export interface Part {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  /** JUnit report that it writes. */
  readonly report: string;
}

/** Parts that are mostly work for the processor, to be run one after the other. */
export function quickParts(project: string, reports: string): Part[] {
  const emulator = join(reports, "emulator.xml");
  return [
    {
      title: "Infrastructure: synthesized JSON and tools",
      // Loading cdktf and the provider anew for every file would take half of the time.
      ...vitest(project, reports, "unit", "--project", "unit", "--poolOptions.forks.isolate=false"),
    },
    {
      title: "Emulator",
      command: [python(project), "-m", "pytest", "tools/emulator", "-q", `--junitxml=${emulator}`],
      report: emulator,
    },
    ...applications(project).map((directory) => ({
      title: `Application: ${directory}`,
      ...applicationPart(project, reports, directory, "!*long"),
    })),
  ];
}

/**
 * Tests with Terraform, which mostly wait: the provider asks AWS again and again whether something is ready. Other
 * parts that run beside them go first where both have something to do.
 *
 * @param name of the project in vitest.config.mts
 */
export function terraformPart(project: string, reports: string, name: string, forks: number): Part {
  const part = vitest(project, reports, name, "--project", name, `--poolOptions.forks.maxForks=${forks}`);
  return {
    ...part,
    title: `Infrastructure: real Terraform against the emulator (*.${name}.test.ts)`,
    command: ["nice", "-n", "10", ...part.command],
  };
}

/** Tests of applications that take minutes: `*.long.test.ts` below `test`. */
export function longApplicationParts(project: string, reports: string): Part[] {
  const long = applications(project).filter((directory) => {
    const tests = join(project, directory, "test");
    return existsSync(tests) && readdirSync(tests).some((name) => name.endsWith(".long.test.ts"));
  });
  return long.map((directory) => ({
    title: `Application: ${directory} (*.long.test.ts)`,
    ...applicationPart(project, reports, directory, "*long"),
  }));
}

/** Applications with tests of their own. */
const applications = (project: string): string[] =>
  workspaces(project).filter((directory) => existsSync(join(project, directory, "vitest.config.ts")));

/** @param tests which of Vitest's projects, where the application has several */
function applicationPart(
  project: string,
  reports: string,
  directory: string,
  tests: string,
): Omit<Part, "title"> {
  const name = `${directory.replaceAll("/", "-")}${tests === "*long" ? "-long" : ""}`;
  return vitest(project, reports, name, "--root", directory, `--project=${tests}`);
}

function vitest(project: string, reports: string, part: string, ...args: string[]): Omit<Part, "title"> {
  const report = join(reports, `${part}.xml`);
  const reporters = ["--reporter=default", "--reporter=junit", `--outputFile.junit=${report}`];
  return { command: [join(project, "node_modules", ".bin", "vitest"), "run", ...args, ...reporters], report };
}
