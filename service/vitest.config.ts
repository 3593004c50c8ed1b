import { createRequire } from "node:module";
import type { ViteUserConfig } from "vitest/config";

// Nothing of vitest is imported: in a fresh clone `npx vitest` brings one of its own, which finds this sentence.
createRequire(import.meta.url)("../tools/typescript/installed.cjs");

export default {
  test: {
    globalSetup: ["test/globalSetup.ts"],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // The AWS SDK announces the end of Node.js 20 with each start.
    env: { NODE_NO_WARNINGS: "1" },
    pool: "forks",
    poolOptions: { forks: { maxForks: 2 } },
    projects: [
      {
        extends: true,
        test: {
          name: "service",
          include: ["src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["**/*.long.test.ts"],
        },
      },
      // What takes minutes: with the other long tests.
      { extends: true, test: { name: "service-long", include: ["test/**/*.long.test.ts"] } },
    ],
  },
} satisfies ViteUserConfig;
