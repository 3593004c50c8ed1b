import { createRequire } from "node:module";
import type { ViteUserConfig } from "vitest/config";

// Nothing of vitest is imported: in a fresh clone `npx vitest` brings one of its own, which finds this sentence.
createRequire(import.meta.url)("./tools/typescript/installed.cjs");

// Environment files are loaded with `require`, as the app does, so workers need the same TypeScript loader.
const execArgv = ["register", "no-call-stacks"].flatMap((name) => ["-r", `./tools/typescript/${name}.cjs`]);

export default {
  test: {
    // The AWS SDK is pinned to a version that supports Node 20; its notice about later ones is noise here.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    pool: "forks",
    poolOptions: { forks: { execArgv, maxForks: 2 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // Some synthesize dozens of environments; on a busy machine that takes longer than the default allows.
          testTimeout: 120_000,
          include: ["{environments,images,stacks,constructs,functions,policy,tools}/**/*.test.ts"],
          exclude: ["**/*.{integration,slow,long}.test.ts"],
          setupFiles: ["tools/test/breathe.ts"],
        },
      },
      // Real Terraform, the real provider, the emulator: what `npm test` runs, what is left to continuous integration,
      // and what takes a quarter of an hour each.
      terraform("integration", 1_200_000),
      terraform("slow", 1_200_000),
      terraform("long", 1_800_000),
    ],
  },
} satisfies ViteUserConfig;

function terraform(name: string, testTimeout: number) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`{stacks,functions,tools}/**/*.${name}.test.ts`],
      testTimeout,
      hookTimeout: 300_000,
    },
  };
}
