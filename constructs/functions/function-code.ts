import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { App, Manifest, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { strToU8, zipSync } from "fflate";
import { compile } from "../../tools/typescript/compile.cjs";

export interface FunctionCode {
  /** Path of the archive as Terraform finds it, relative to the stack's own directory. */
  readonly path: string;
  /** Base64 of the archive's SHA-256, as Lambda computes it. */
  readonly hash: string;
}

/** The first moment that the zip format knows, in every time zone: the same files give the same archive. */
const MTIME = new Date(1980, 0, 1);

/**
 * Zips a directory of `functions/` next to the stack that `scope` belongs to. Handlers depend on nothing but the AWS
 * SDK, which the Lambda runtime has, so their modules need no bundler, only to be rid of types.
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
  const archive = zip(join(__dirname, "..", "..", "functions", name), runner);
  const made = { archive, hash: createHash("sha256").update(archive).digest() };
  archives.set(key, made);
  return made;
}

/**
 * A zip of the modules of a directory that run: `*.mjs`, or what `index.ts` is made of. Tests are left out. Runtimes of
 * canaries look for them in a layer's folder, newer ones at the root too; which one a runtime without browser wants is
 * not documented, so they are in both places.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_WritingCanary_Nodejs.html
 */
export function zip(directory: string, runner: Runner = "lambda"): Uint8Array {
  const names = readdirSync(directory).sort();
  const files = names.includes("index.ts")
    ? compiled(directory)
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

/** `index.ts` and the modules beside it that it imports, as CommonJS, sorted by name. */
function compiled(directory: string): (readonly [string, Uint8Array])[] {
  const modules = new Map<string, string>();
  const add = (name: string): void => {
    if (modules.has(name)) return;
    const file = join(directory, `${name}.ts`);
    const code = compile(readFileSync(file, "utf8"), file);
    modules.set(name, code);
    for (const [, imported = ""] of code.matchAll(/require\(['"]\.\/([\w-]+)['"]\)/g)) add(imported);
  };
  add("index");
  return [...modules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, code]) => [`${name}.js`, strToU8(code)]);
}
