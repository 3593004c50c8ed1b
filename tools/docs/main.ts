import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GENERATED } from "./generated";

const project = join(__dirname, "..", "..");
for (const [path, make] of Object.entries(GENERATED)) {
  writeFileSync(join(project, path), `${make()}\n`);
  console.log(`wrote ${path}`);
}
