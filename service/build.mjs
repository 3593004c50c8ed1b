// Bundles the service into dist/: one file per entry point, so that the image needs no node_modules.
import { readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = process.argv[2] ?? here("dist");

// An empty source map: "every line of this file comes from nowhere".
const noMap = Buffer.from('{"version":3,"sources":[""],"mappings":"A"}').toString("base64");

/**
 * Keeps dependencies out of the source map. Node.js holds the whole map in memory from the first stack trace on:
 * 75 MiB with the dependencies in it, next to nothing without.
 */
const mapOwnSourcesOnly = {
  name: "map-own-sources-only",
  setup({ onLoad }) {
    onLoad({ filter: /node_modules.*\.[cm]?js$/ }, async ({ path }) => ({
      contents: `${await readFile(path, "utf8")}\n//# sourceMappingURL=data:application/json;base64,${noMap}`,
      loader: "js",
    }));
  },
};

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [here("src/main.ts"), here("src/healthcheck.ts")],
  outdir,
  bundle: true,
  platform: "node",
  target: "node20.9",
  format: "esm",
  // CommonJS dependencies call require() for Node's own modules; an ES module has to bring it along.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "none",
  // The embedded database is for development; the others are optional parts of pg that are never used.
  external: ["@electric-sql/pglite", "pg-native", "pg-cloudflare"],
  plugins: [mapOwnSourcesOnly],
  logLevel: "warning",
});
