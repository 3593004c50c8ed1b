import { setTimeout as sleep } from "node:timers/promises";
import { ExpectedError } from "../cli/expected-error";
import type { Say } from "../cli/stages";
import type { ContainerEngine } from "./engine";

/** The image does not behave as the platform needs it to. */
export class ImageError extends ExpectedError {
  override readonly name = "ImageError";
}

/** As in the task definition: nothing writable but /tmp, no capabilities; a database that is not there. */
const AS_ECS_DOES = [
  ...["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
  ...["--publish", "127.0.0.1::8080", "--env", "PORT=8080"],
  ...["--env", "DB_ENGINE=postgres", "--env", "DB_HOST=127.0.0.1", "--env", "DB_PORT=1"],
  ...["--env", "DB_USERNAME=u", "--env", "DB_PASSWORD=p"],
];

/**
 * Runs an image once as ECS would, and looks whether it answers, is healthy, and ends well when it is told to.
 *
 * @throws {ImageError} with the container's log
 */
export async function tryImage(
  engine: ContainerEngine,
  image: string,
  { say = () => undefined, withinMs = 60_000 }: { say?: Say; withinMs?: number } = {},
): Promise<void> {
  const container = await engine.output("run", "--detach", ...AS_ECS_DOES, image, "web");
  try {
    const [address = ""] = (await engine.output("port", container, "8080/tcp")).split("\n");
    say(`asking ${address}`);
    const answer = await ask(`http://${address}/`, withinMs);
    if (answer !== "Hello World!") throw new ImageError(`${image}: GET / answered "${answer}"`);
    const user = await engine.output("exec", container, "node", "-p", "process.getuid()");
    if (user === "0") throw new ImageError(`${image} runs as root`);
    await engine.output("exec", container, "node", "/app/healthcheck.js");
    await engine.output("stop", "--time", "60", container);
    const code = await engine.output("inspect", "--format", "{{.State.ExitCode}}", container);
    if (code !== "0") throw new ImageError(`${image} ended with exit code ${code} after SIGTERM`);
  } catch (error) {
    const log = await engine.output("logs", container).catch(() => "");
    throw new ImageError(`${error instanceof Error ? error.message : String(error)}\n${log}`);
  } finally {
    await engine.output("rm", "--force", container);
  }
}

/** The answer, or why there is none. */
async function ask(address: string, withinMs: number): Promise<string> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(5000) });
      return await response.text();
    } catch (error) {
      if (Date.now() > until) return `nothing (${(error as Error).message})`;
      await sleep(200);
    }
  }
}
