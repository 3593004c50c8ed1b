// The container's health check: exit code 0 when this container's own /healthz answers 200, otherwise 1.
import { get } from "node:http";

const timeoutMs = 4000;
const port = process.env["PORT"] ?? "8080";

function fail(reason: string): void {
  process.stderr.write(`unhealthy: ${reason}\n`);
  process.exitCode = 1;
}

const request = get(
  { host: "127.0.0.1", port, path: "/healthz", agent: false, timeout: timeoutMs },
  (response) => {
    response.resume();
    if (response.statusCode !== 200) fail(`/healthz answered ${String(response.statusCode)}`);
  },
);
request.on("timeout", () => request.destroy(new Error(`no answer within ${String(timeoutMs)} ms`)));
request.on("error", (error) => {
  fail(error.message);
});
