import { existsSync } from "node:fs";
import { join } from "node:path";
import { environmentNames, environmentsDirectory, loadEnvironments } from "../../environments/config/load";
import type { Environment } from "../../environments/config/schema";
import { ExpectedError } from "./expected-error";

/** The argument of a command that names an environment, and what `--help` says of it. */
export const ENVIRONMENT = [
  "<environment>",
  `one of ${environmentNames(join(__dirname, "..", "..", "environments")).join(", ")}`,
] as const;

/**
 * An environment of the project, or of one of its examples (`examples/<name>/environments/<name>.ts`): then whatever this
 * process starts is about that example too.
 *
 * @throws {UsageError} where there is no such environment; the message names those there are
 */
export function selectEnvironment(project: string, name: string | undefined): Environment {
  if (name !== undefined && !environmentNames(environmentsDirectory(project)).includes(name)) {
    const example = join("examples", name, "environments");
    if (existsSync(join(project, example, `${name}.ts`))) process.env["ENVIRONMENTS"] = example;
  }
  const environments = loadEnvironments(environmentsDirectory(project));
  const found = environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const names = environments.map((environment) => environment.name).join(", ");
  throw new UsageError(
    `environment: given ${name === undefined ? "nothing" : `"${name}"`}; allowed are ${names}`,
  );
}

/** Something the caller typed is not possible; a stack trace would not help. */
export class UsageError extends ExpectedError {
  override readonly name = "UsageError";
}
