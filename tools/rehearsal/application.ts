import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ContainerDefinition,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
} from "@aws-sdk/client-ecs";
import { end, start } from "../process/run";

/** What ECS would start: read back from what was applied, not from the configuration. */
export async function appliedContainer(
  region: string,
  cluster: string,
  service: string,
): Promise<ContainerDefinition> {
  const ecs = new ECSClient({ region });
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const taskDefinition = services?.[0]?.taskDefinition;
  if (taskDefinition === undefined) throw new Error(`the cluster ${cluster} has no service ${service}`);
  const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const container = described.taskDefinition?.containerDefinitions?.find(({ name }) => name === service);
  if (container === undefined) throw new Error(`${taskDefinition} has no container ${service}`);
  return container;
}

/** The service as a process on this machine, with the command, the environment and the port of its container. */
export class Application {
  private readonly child: ReturnType<typeof start>;
  private readonly log: string[] = [];
  readonly url: string;

  /**
   * @param project directory of the project; the service in it has been built
   * @param outside variables of the machine, not of the container: where AWS is
   */
  constructor(project: string, container: ContainerDefinition, outside: Readonly<Record<string, string>>) {
    const port = container.portMappings?.[0]?.containerPort;
    if (port === undefined) throw new Error(`the container ${container.name ?? ""} has no port`);
    this.url = `http://127.0.0.1:${port}`;
    const environment: NodeJS.ProcessEnv = {};
    for (const { name, value } of container.environment ?? []) environment[name ?? ""] = value;
    this.child = start(
      process.execPath,
      [join(project, "service", "dist", "main.js"), ...(container.command ?? [])],
      {
        env: { PATH: process.env["PATH"], NODE_ENV: "production", ...outside, ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk: Buffer) => this.log.push(chunk.toString()));
    }
  }

  /** Waits until a path answers 200. @throws {Error} with the log where it does not within the time */
  async ready(path: string, withinMs = 20_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline && this.child.exitCode === null) {
      const response = await fetch(`${this.url}${path}`).catch(() => undefined);
      if (response?.ok === true) return;
      await sleep(100);
    }
    throw new Error(`the service did not answer ${this.url}${path}:\n${this.log.join("")}`);
  }

  async get(path: string): Promise<string> {
    const response = await fetch(`${this.url}${path}`);
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return response.text();
  }

  /** @throws {Error} where the service does not end by itself with code 0 */
  async stop(): Promise<void> {
    await end(this.child);
    if (this.child.exitCode !== 0) {
      throw new Error(
        `the service ended with ${this.child.signalCode ?? `exit code ${this.child.exitCode ?? ""}`}:\n${this.log.join("")}`,
      );
    }
  }
}
