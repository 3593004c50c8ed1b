import { join } from "node:path";
import { command } from "../cli/command";
import { onInterrupt } from "../cli/interrupt";
import { run } from "../process/run";

const project = join(__dirname, "..", "..");
command("synth", {
  summary: "Synthesizes every stack of every environment into cdktf.out/stacks, as plain Terraform.",
  examples: [""],
}).parse();

onInterrupt(async (signal) => {
  await run(join(project, "node_modules", ".bin", "cdktf"), ["synth"], {
    cwd: project,
    signal,
    onLine: (line) => console.log(line),
  });
});
