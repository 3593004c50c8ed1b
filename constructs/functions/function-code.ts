import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { App, Manifest, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { zipSync } from "fflate";

export interface FunctionCode {
  /** Path of the archive as Terraform finds it, relative to the stack's own directory. */
  readonly path: string;
  /** Base64 of the archive's SHA-256, as Lambda computes it. */
  readonly hash: string;
}

/**
 * Major version of Node.js in the Lambda runtime. Image and continuous integration run the version in `.nvmrc`; of
 * Lambda's runtimes, AWS provider 5.100.0 accepts no later one than this.
 * https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/lambda/function.go
 */
export const FUNCTION_NODE_MAJOR = 22;

const PROJECT = join(__dirname, "..", "..");
const FUNCTIONS = join(PROJECT, "functions");
const CACHE = join(PROJECT, "node_modules", ".cache", "functions");

/** The first moment that the zip format knows, in every time zone: the same files give the same archive. */
const MTIME = new Date(1980, 0, 1);

/**
 * Zips a directory of `functions/` next to the stack that `scope` belongs to. The Lambda runtime has the AWS SDK; what
 * else a handler imports is bundled with it.
 *
 * @param name name of the directory
 * @param runner who runs it. The archive of a canary is named after its content, because the provider looks at the
 *   name alone.
 */
export function functionCode(scope: Construct, name: string, runner: Runner = "lambda"): FunctionCode {
  const { archive, hash } = archiveOf(name, runner);
  const stack = TerraformStack.of(scope);
  const relative = `functions/${name}${runner === "lambda" ? "" : `-${hash.toString("hex").slice(0, 16)}`}.zip`;
  // Not `manifest.forStack`: it would note the stack's dependencies now, while they are not known yet.
  const file = join(App.of(scope).outdir, Manifest.stacksFolder, stack.node.id, relative);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, archive);
  return {
    path: `\${path.module}/${relative}`,
    hash: hash.toString("base64"),
  };
}

export type Runner = "lambda" | "canary";

/** Archives by runner and name: the same function stands in the stacks of many environments and regions. */
const archives = new Map<string, { readonly archive: Uint8Array; readonly hash: Buffer }>();

function archiveOf(name: string, runner: Runner) {
  const key = `${runner}/${name}`;
  const known = archives.get(key);
  if (known !== undefined) return known;
  const archive = zip(join(FUNCTIONS, name), runner);
  const made = { archive, hash: createHash("sha256").update(archive).digest() };
  archives.set(key, made);
  return made;
}

/**
 * A zip of the modules of a directory that run: `*.mjs`, or `index.ts` with everything that it imports. Tests are left out. Runtimes of
 * canaries look for them in a layer's folder, newer ones at the root too; which one a runtime without browser wants is
 * not documented, so they are in both places.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_WritingCanary_Nodejs.html
 */
export function zip(directory: string, runner: Runner = "lambda"): Uint8Array {
  const names = readdirSync(directory).sort();
  const files = names.includes("index.ts")
    ? [bundled(directory)]
    : names
        .filter((file) => file.endsWith(".mjs"))
        .map((file) => [file, readFileSync(join(directory, file))] as const);
  const layer = files.map(([name, code]) => [`nodejs/node_modules/${name}`, code] as const);
  // Stored, not compressed: it is a few kilobytes, and no other version of a compressor changes the archive's hash.
  return zipSync(Object.fromEntries(runner === "canary" ? [...files, ...layer] : files), {
    mtime: MTIME,
    level: 0,
  });
}

/**
 * `index.ts` and everything it imports but the AWS SDK as one CommonJS module. Kept by what it is made of, because it
 * takes longer than the rest of a synthesis.
 */
function bundled(directory: string): readonly [string, Uint8Array] {
  const kept = join(CACHE, `${basename(directory)}-${sourcesHash(directory)}.js`);
  if (existsSync(kept)) return ["index.js", readFileSync(kept)];
  // Most syntheses do without.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { buildSync } = require("esbuild") as typeof import("esbuild");
  const { outputFiles } = buildSync({
    absWorkingDir: PROJECT,
    entryPoints: [join(directory, "index.ts")],
    bundle: true,
    platform: "node",
    target: `node${FUNCTION_NODE_MAJOR}`,
    format: "cjs",
    // The first is part of the runtime, the others are loaded only where they are installed.
    external: ["@aws-sdk/*", "pg-native", "pg-cloudflare"],
    minify: true,
    keepNames: true,
    legalComments: "none",
    logLevel: "silent",
    write: false,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  mkdirSync(CACHE, { recursive: true });
  // Two processes may do this at once.
  const unfinished = `${kept}.${process.pid}`;
  writeFileSync(unfinished, code);
  renameSync(unfinished, kept);
  return ["index.js", code];
}

/** Of everything that a bundle is made of: the sources of all functions, and the versions of packages. */
function sourcesHash(directory: string): string {
  const hash = createHash("sha256").update(readFileSync(join(PROJECT, "package-lock.json")));
  for (const root of new Set([FUNCTIONS, directory])) {
    const names = readdirSync(root, { recursive: true, encoding: "utf8" });
    for (const name of names.filter((one) => one.endsWith(".ts")).sort()) {
      hash.update(`\0${name}\0`).update(readFileSync(join(root, name)));
    }
  }
  return hash.digest("hex").slice(0, 32);
}
