import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { App } from "cdktf";
import { loadEnvironments } from "../../environments/config/load";
import { ConfigurationError } from "../../environments/config/problems";
import type { Report } from "../../policy/check";
import { inspect } from "../../policy/enforce";
import { addAll } from "../../stacks";
import { UsageError } from "../cli/environment";
import { imageTags } from "../image/content-hash";
import { asJson, asSarif, asTable } from "./report";

// npm run policy [-- --format table|json|sarif] [--output <file>]
const FORMATS: Readonly<Record<string, (report: Report) => string>> = {
  table: asTable,
  json: asJson,
  sarif: asSarif,
};

const project = join(__dirname, "..", "..");
const { values } = parseArgs({
  options: { format: { type: "string", default: "table" }, output: { type: "string" } },
});

try {
  const format = FORMATS[values.format];
  if (format === undefined) {
    throw new UsageError(`--format: given ${values.format}; allowed are ${Object.keys(FORMATS).join(", ")}`);
  }
  const report = inspectAll();
  const text = format(report);
  if (values.output === undefined) console.log(text);
  else writeFileSync(values.output, `${text}\n`);
  if (report.violations.length + report.wrongSuppressions.length > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** All stacks of all environments. Nothing of them is kept: code of functions goes to a directory of its own. */
function inspectAll(): Report {
  const environments = loadEnvironments(join(project, "environments"));
  const outdir = mkdtempSync(join(tmpdir(), "policy-"));
  try {
    const app = new App({ outdir });
    addAll(app, environments, imageTags(project));
    return inspect(app);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
