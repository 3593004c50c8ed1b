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
