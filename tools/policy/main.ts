import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Option } from "@commander-js/extra-typings";
import { App } from "cdktf";
import { environmentsDirectory, loadEnvironments } from "../../environments/config/load";
import { ConfigurationError } from "../../environments/config/problems";
import type { Report } from "../../policy/check";
import { inspect } from "../../policy/enforce";
import { addAll } from "../../stacks";
import { command } from "../cli/command";
import { describeImages } from "../../images/describe";
import { asJson, asSarif, asTable } from "./report";

const FORMATS = {
  table: asTable,
  json: asJson,
  sarif: asSarif,
} satisfies Record<string, (report: Report) => string>;

const project = join(__dirname, "..", "..");
const policyCommand = command("policy", {
  summary:
    "Checks every stack of every environment against the security rules: what was checked, suppressed and found.",
  examples: ["", "--format sarif --output policy.sarif"],
})
  .addOption(
    new Option("--format <format>").choices(["table", "json", "sarif"] as const).default("table" as const),
  )
  .option("--output <file>", "where it is written")
  .parse();
const { format, output } = policyCommand.opts();

try {
  const report = inspectAll();
  const text = FORMATS[format](report);
  if (output === undefined) console.log(text);
  else writeFileSync(output, `${text}\n`);
  if (report.violations.length + report.wrongSuppressions.length > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** All stacks of all environments. Nothing of them is kept: code of functions goes to a directory of its own. */
function inspectAll(): Report {
  const environments = loadEnvironments(environmentsDirectory(project));
  const outdir = mkdtempSync(join(tmpdir(), "policy-"));
  try {
    const app = new App({ outdir });
    addAll(app, environments, describeImages(project));
    return inspect(app);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
