import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Arguments that `cdktf.json` starts Node.js with, in front of the main module: options and what is preloaded. */
export function appArguments(project: string): string[] {
  const { app } = JSON.parse(readFileSync(join(project, "cdktf.json"), "utf8")) as { app: string };
  const [program, ...rest] = app.split(" ");
  if (program !== "node" || rest.at(-1) !== "main.ts") {
    throw new Error(`cdktf.json: app is "${app}"; allowed is "node <options> main.ts"`);
  }
  return rest.slice(0, -1);
}
