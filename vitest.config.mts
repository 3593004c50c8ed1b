import { defineConfig } from "vitest/config";

// Environment files are loaded with `require`, as the app does, so workers need the same TypeScript loader.
const execArgv = ["-r", "./tools/typescript/register.cjs"];

export default defineConfig({
  test: {
    pool: "forks",
    poolOptions: { forks: { execArgv, maxForks: 2 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{environments,stacks,constructs,tools}/**/*.test.ts"],
          exclude: ["**/*.integration.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          // Real Terraform, the real provider, the emulator: minutes, not milliseconds.
          name: "integration",
          include: ["{stacks,tools}/**/*.integration.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
