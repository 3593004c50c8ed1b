import { join } from "node:path";
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
    { title: "Service", ...servicePart(project, reports, "service") },
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

/** Tests of the application that take minutes. */
export function longServicePart(project: string, reports: string): Part {
  return { title: "Service (*.long.test.ts)", ...servicePart(project, reports, "service-long") };
}

function servicePart(project: string, reports: string, name: string): Omit<Part, "title"> {
  return vitest(project, reports, name, "--root", "service", "--project", name);
}

function vitest(project: string, reports: string, part: string, ...args: string[]): Omit<Part, "title"> {
  const report = join(reports, `${part}.xml`);
  const reporters = ["--reporter=default", "--reporter=junit", `--outputFile.junit=${report}`];
  return { command: [join(project, "node_modules", ".bin", "vitest"), "run", ...args, ...reporters], report };
}
