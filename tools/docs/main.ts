import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "../cli/command";
import { onInterrupt } from "../cli/interrupt";
import { GENERATED } from "./generated";

command("docs", {
  summary: `Writes what is made of the sources: ${Object.keys(GENERATED).join(", ")}.`,
  examples: [""],
}).parse();

const project = join(__dirname, "..", "..");
onInterrupt(() => {
  for (const [path, make] of Object.entries(GENERATED)) {
    writeFileSync(join(project, path), `${make()}\n`);
    console.log(`wrote ${path}`);
  }
  return Promise.resolve();
});
