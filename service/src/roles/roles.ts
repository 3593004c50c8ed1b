import type { Config } from "../config/config.js";
import type { Logger } from "../log/logger.js";
import { migrate } from "./migrate.js";
import { web } from "./web.js";
import { worker } from "./worker.js";

/** Starts a role; resolves when it runs (web, worker) or when it is done (migrate). */
export type Role = (config: Config, log: Logger) => Promise<void>;

/** The commands of the image. */
export const roles: ReadonlyMap<string, Role> = new Map<string, Role>([
  ["web", web],
  ["worker", worker],
  ["migrate", migrate],
]);
