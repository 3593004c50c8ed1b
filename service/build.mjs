// Bundles the service into dist/: one file per entry point, so that the image needs no node_modules.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await rm(here("dist"), { recursive: true, force: true });
await build({
  entryPoints: [here("src/main.ts"), here("src/healthcheck.ts")],
  outdir: here("dist"),
  bundle: true,
  platform: "node",
  target: "node20.9",
  format: "esm",
  // CommonJS dependencies call require() for Node's own modules; an ES module has to bring it along.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "none",
  // The embedded database is for laptops; pg-native and the like are optional and never used.
  external: ["@electric-sql/pglite", "pg-native", "cloudflare:sockets"],
  logLevel: "info",
});
