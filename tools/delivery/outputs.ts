import { appendFileSync } from "node:fs";

/**
 * Hands values to the following steps of a workflow, and shows them.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
 */
export function setOutputs(
  values: Readonly<Record<string, string>>,
  file = process.env["GITHUB_OUTPUT"],
): void {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  for (const line of lines) {
    if (line.includes("\n")) throw new Error(`an output has to be one line: ${line}`);
    console.log(line);
  }
  if (file !== undefined && file !== "") appendFileSync(file, `${lines.join("\n")}\n`);
}

/** Address of the workflow run that this is part of. */
export function runAddress(variables: NodeJS.ProcessEnv = process.env): string {
  const part = (name: string) => variables[name] ?? "";
  return `${part("GITHUB_SERVER_URL")}/${part("GITHUB_REPOSITORY")}/actions/runs/${part("GITHUB_RUN_ID")}`;
}

/**
 * Which attempt of which run this is part of: a run whose failed jobs are repeated keeps its id.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function runAttempt(variables: NodeJS.ProcessEnv = process.env): { run: string; attempt: string } {
  return { run: variables["GITHUB_RUN_ID"] ?? "", attempt: variables["GITHUB_RUN_ATTEMPT"] ?? "" };
}
