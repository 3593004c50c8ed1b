import { setTimeout as sleep } from "node:timers/promises";
import { ExpectedError } from "../cli/expected-error";
import type { Say } from "../cli/stages";
import { imageNameOf } from "../../environments/config/images";
import type { Environment } from "../../environments/config/schema";
import type { BuiltImage } from "./built-image";
import type { ContainerEngine } from "./engine";

/** The image does not behave as the platform needs it to. */
export class ImageError extends ExpectedError {
  override readonly name = "ImageError";
}

/**
 * Runs an image once as ECS would, for each service that gets requests, with nothing behind it: a database that can not
 * be reached must not keep an application from starting. Looks whether it answers the path that the load balancer asks
 * for, is healthy, and ends well when it is told to.
 *
 * @returns names of the services that were tried
 * @throws {ImageError} with the container's log
 */
export async function tryImage(
  engine: ContainerEngine,
  environment: Environment,
  image: BuiltImage,
  options: { say?: Say; withinMs?: number } = {},
): Promise<string[]> {
  const names = Object.keys(environment.services).filter((name) => {
    const service = environment.services[name];
    return service?.route !== undefined && imageNameOf(environment, service) === image.name;
  });
  for (const name of names) await tryService(engine, environment, image, name, options);
  return names;
}

async function tryService(
  engine: ContainerEngine,
  environment: Environment,
  { local, name: imageName, tag }: BuiltImage,
  name: string,
  { say = () => undefined, withinMs = 60_000 }: { say?: Say; withinMs?: number },
): Promise<void> {
  const service = environment.services[name];
  const config = environment.images[imageName];
  if (service?.route === undefined || config === undefined) return;
  const { port, command = [], stopTimeoutSeconds } = service;
  const path = service.route.healthCheck.path;
  const variables = {
    ...(environment.database !== undefined && UNREACHABLE),
    ...service.environment,
    ...{ AWS_REGION: environment.regions[0]?.name ?? "", ENVIRONMENT: environment.name },
    ...{ SERVICE_NAME: name, SERVICE_VERSION: tag, PORT: String(port) },
  };
  const container = await engine.output(
    ...["run", "--detach", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...(config.user === "image" ? [] : ["--user", config.user]),
    ...(config.readOnlyRootFilesystem ? ["--read-only"] : []),
    ...config.writablePaths.flatMap((writable) => ["--tmpfs", writable]),
    ...["--publish", `127.0.0.1::${port}`],
    ...Object.entries(variables).flatMap(([variable, value]) => ["--env", `${variable}=${value}`]),
    local,
    ...command,
  );
  try {
    const [address = ""] = (await engine.output("port", container, `${port}/tcp`)).split("\n");
    say(`asking ${address}`);
    const answer = await ask(`http://${address}${path}`, withinMs);
    if (answer !== "200") {
      throw new ImageError(
        `${name}: GET ${path} on port ${port} of ${local} answered ${answer}; allowed is 200. Does the application listen on PORT, on all addresses, and is services.${name}.route.healthCheck.path right?`,
      );
    }
    if (config.user === "image") {
      const user = await engine.output("inspect", "--format", "{{.Config.User}}", container);
      if (/^(0|root)?(:|$)/.test(user)) {
        throw new ImageError(
          `${local} runs as root: name a USER in the Dockerfile, by number, or state images.${imageName}.user`,
        );
      }
    }
    const { command: healthy } = service.healthCheck === "none" ? {} : service.healthCheck;
    if (healthy !== undefined) await engine.output("exec", container, ...healthy);
    await engine.output("stop", "--time", String(stopTimeoutSeconds), container);
    const code = await engine.output("inspect", "--format", "{{.State.ExitCode}}", container);
    if (!ENDED.includes(code)) {
      throw new ImageError(
        `${name} of ${local} ended with exit code ${code} after SIGTERM: it has to finish within services.${name}.stopTimeoutSeconds (${stopTimeoutSeconds})`,
      );
    }
  } catch (error) {
    const log = await engine.output("logs", container).catch(() => "");
    throw new ImageError(`${error instanceof Error ? error.message : String(error)}\n${log}`);
  } finally {
    await engine.output("rm", "--force", container);
  }
}

/** A database that is not there. */
const UNREACHABLE = {
  DB_ENGINE: "postgres",
  DB_HOST: "127.0.0.1",
  DB_PORT: "1",
  DB_USERNAME: "u",
  DB_PASSWORD: "p",
};

/** It ended by itself, or at once by the signal; with 137 it had to be killed. */
const ENDED = ["0", "143"];

/** Asks until the answer is 200: the last status, or why there was none. */
async function ask(address: string, withinMs: number): Promise<string> {
  const until = Date.now() + withinMs;
  for (;;) {
    const answer = await fetch(address, { signal: AbortSignal.timeout(5000) }).then(
      ({ status }) => String(status),
      (error: unknown) => `nothing (${(error as Error).message})`,
    );
    if (answer === "200" || Date.now() > until) return answer;
    await sleep(200);
  }
}
