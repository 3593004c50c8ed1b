import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { environmentsDirectory, loadEnvironments } from "../../environments/config/load";
import type { EnvironmentInput } from "../../environments/config/schema";
import { type Answers, besideOthers } from "./answers";

/** Text of an environment's file, formatted as the project's are. */
export async function environmentText(input: EnvironmentInput, file: string): Promise<string> {
  const text = `import type { EnvironmentInput } from "./config/schema";

const environment: EnvironmentInput = ${JSON.stringify(input)};

export default environment;
`;
  return format(text, { ...(await resolveConfig(file)), parser: "typescript" });
}

/**
 * Puts an environment's file in its place, once it has been loaded like any other and agrees with those that are there.
 *
 * @returns the file
 * @throws {ConfigurationError} where it does not; nothing is written then
 */
export async function writeEnvironment(project: string, answers: Answers): Promise<string> {
  const environments = environmentsDirectory(project);
  const { name } = answers;
  const file = join(environments, `${name}.ts`);
  const others = loadEnvironments(environments, project).filter((other) => other.name !== name);
  const text = await environmentText(besideOthers(answers, others), file);
  const directory = mkdtempSync(join(tmpdir(), "environment-"));
  try {
    const candidate = join(directory, `${name}.ts`);
    writeFileSync(candidate, text);
    loadEnvironments(environments, project, candidate);
  } finally {
    rmSync(directory, { recursive: true });
  }
  const unfinished = join(environments, `.${name}.${process.pid}`);
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return file;
}
