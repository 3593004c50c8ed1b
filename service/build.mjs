// Bundles the service into dist/: one file per entry point, so that the image needs no node_modules.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decode, encode } from "@jridgewell/sourcemap-codec";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = process.argv[2] ?? here("dist");

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [here("src/main.ts"), here("src/healthcheck.ts")],
  outdir,
  bundle: true,
  platform: "node",
  target: "node20.9",
  format: "esm",
  // CommonJS dependencies call require() for Node's own modules; an ES module has to bring it along.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "none",
  // The embedded database is for development; the others are optional parts of pg that are never used.
  external: ["@electric-sql/pglite", "pg-native", "pg-cloudflare"],
  logLevel: "warning",
});
// Tells every version of Node.js that the bundles are ES modules.
await writeFile(join(outdir, "package.json"), '{ "type": "module" }\n');
for (const name of ["main", "healthcheck"]) await mapOwnSourcesOnly(join(outdir, `${name}.js.map`));

/**
 * Takes the dependencies out of a source map. Node.js unpacks the whole map into memory at the first stack trace:
 * about 75 MiB with the dependencies, next to nothing without.
 */
async function mapOwnSourcesOnly(file) {
  const map = JSON.parse(await readFile(file, "utf8"));
  const own = map.sources.map((source) => !source.includes("node_modules"));
  let inDependency = false;
  const lines = decode(map.mappings).map((segments) =>
    segments.flatMap((segment) => {
      if (segment.length > 1 && own[segment[1]]) {
        inDependency = false;
        return [segment];
      }
      // One segment without a source ends the own source before it.
      if (inDependency) return [];
      inDependency = true;
      return [[segment[0]]];
    }),
  );
  const sources = map.sources.map((source, index) => (own[index] ? source : ""));
  await writeFile(file, JSON.stringify({ ...map, sources, mappings: encode(lines) }));
}
