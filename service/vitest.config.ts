import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["test/globalSetup.ts"],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // The AWS SDK announces the end of Node.js 20 with each start.
    env: { NODE_NO_WARNINGS: "1" },
    pool: "forks",
    poolOptions: { forks: { maxForks: 2 } },
  },
});
