import { join } from "node:path";
import { parseArgs } from "node:util";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { rehearse } from "./rehearse";

const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: "boolean", default: false } },
});

onInterrupt(async (signal) => {
  await rehearse(selectEnvironment(project, positionals[0] ?? "dev"), { project, keep: values.keep, signal });
});
