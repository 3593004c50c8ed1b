import { readdirSync } from "node:fs";
import { join } from "node:path";
import { loadEnvironments } from "../../environments/config/load";
import type { Environment } from "../../environments/config/schema";

const GITHUB = { repository: "octo-org/octo-repo", branches: ["main"] };

/** The environments that the project comes with. */
export function shipped(): [Environment, ...Environment[]] {
  const [first, ...others] = loadEnvironments(join(__dirname, "..", "..", "environments"));
  if (first === undefined) throw new Error("the project comes without environments");
  return [first, ...others];
}

/** The environments of the applications in `examples/`. */
export function examples(): Environment[] {
  const directory = join(__dirname, "..", "..", "examples");
  return readdirSync(directory).flatMap((name) => loadEnvironments(join(directory, name, "environments")));
}

/** The same as the project comes with, deployed by GitHub Actions. */
export function shippedWithGithub(): [Environment, ...Environment[]] {
  const [first, ...others] = shipped();
  const deployed = (one: Environment): Environment => ({
    ...one,
    delivery: { ...one.delivery, github: GITHUB },
  });
  return [deployed(first), ...others.map(deployed)];
}
