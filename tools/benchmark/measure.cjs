// Preloaded into a synthesis: writes what it took when it ends.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  const { maxRSS } = process.resourceUsage();
  writeFileSync(
    process.env.BENCHMARK_RESULT,
    JSON.stringify({ seconds: process.uptime(), mebibytes: maxRSS / 1024 }),
  );
});
