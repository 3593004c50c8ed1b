import { ConfigError, loadConfig } from "./config/config.js";
import { createLogger } from "./log/logger.js";
import { roles } from "./roles/roles.js";

function usage(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

const [name = "web", ...rest] = process.argv.slice(2);
const role = roles.get(name);
if (role === undefined || rest.length > 0) {
  usage(`command: given "${[name, ...rest].join(" ")}", allowed: ${[...roles.keys()].join(" | ")}`);
}

try {
  const config = loadConfig(process.env);
  const log = createLogger(config);
  process.on("uncaughtExceptionMonitor", (error, origin) => {
    log.fatal({ err: error, origin }, "uncaught");
  });
  // Node.js would write warnings as plain text.
  process.removeAllListeners("warning").on("warning", (warning) => {
    log.warn({ err: warning }, "warning");
  });
  await role(config, log);
} catch (error) {
  if (error instanceof ConfigError) usage(`The environment is not usable:\n${error.message}`);
  throw error;
}
