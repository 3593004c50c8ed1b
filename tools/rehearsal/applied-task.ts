import {
  type ContainerDefinition,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
} from "@aws-sdk/client-ecs";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { awsClient } from "../aws/client";

/** A container as ECS would start it. */
export interface AppliedContainer {
  readonly name: string;
  /** What is pulled: a repository with a tag or a digest. */
  readonly image: string;
  /** Arguments to the image's entry point. @default the image's own */
  readonly command?: readonly string[] | undefined;
  /** User and group by number. @default the image's own */
  readonly user?: string | undefined;
  readonly readOnly: boolean;
  /** Directories that can be written to. */
  readonly writable: readonly string[];
  /** Plain variables and secrets together, as the process sees them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number | undefined;
}

/** What runs for one service: containers that must end first, and the one that stays. */
export interface AppliedTask {
  readonly first: readonly AppliedContainer[];
  readonly main: AppliedContainer;
}

/** Reads back what was applied, secrets included, instead of trusting the configuration. */
export async function appliedTask(region: string, cluster: string, service: string): Promise<AppliedTask> {
  const ecs = awsClient(ECSClient, { region });
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const taskDefinition = services?.[0]?.taskDefinition;
  if (taskDefinition === undefined) throw new Error(`the cluster ${cluster} has no service ${service}`);
  const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const containers = described.taskDefinition?.containerDefinitions ?? [];
  const main = containers.find(({ essential }) => essential !== false);
  if (main === undefined) throw new Error(`${taskDefinition} has no essential container`);
  const before = (main.dependsOn ?? []).filter(({ condition }) => condition === "SUCCESS");
  const first = before.map(({ containerName }) => {
    const container = containers.find(({ name }) => name === containerName);
    if (container === undefined) throw new Error(`${taskDefinition} has no container ${containerName ?? ""}`);
    return container;
  });
  const secrets = awsClient(SecretsManagerClient, { region });
  return {
    first: await Promise.all(first.map((container) => resolve(container, secrets))),
    main: await resolve(main, secrets),
  };
}

async function resolve(
  container: ContainerDefinition,
  client: SecretsManagerClient,
): Promise<AppliedContainer> {
  const environment: Record<string, string> = {};
  for (const { name, value } of container.environment ?? []) environment[name ?? ""] = value ?? "";
  for (const { name, valueFrom } of container.secrets ?? []) {
    environment[name ?? ""] = await secretValue(client, valueFrom ?? "");
  }
  const port = container.portMappings?.[0]?.containerPort;
  const { name = "", image = "", command = [], user, readonlyRootFilesystem: readOnly = false } = container;
  return {
    name,
    image,
    command: command.length === 0 ? undefined : command,
    user,
    readOnly,
    writable: (container.mountPoints ?? []).flatMap(({ containerPath = [] }) => containerPath),
    environment,
    port,
  };
}

/**
 * The value of a secret, or of one key of it where it is JSON.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
async function secretValue(client: SecretsManagerClient, valueFrom: string): Promise<string> {
  const [arn, key] = /^((?:[^:]*:){6}[^:]*)(?::([^:]*):[^:]*:[^:]*)?$/.exec(valueFrom)?.slice(1) ?? [];
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  if (SecretString === undefined) throw new Error(`the secret ${valueFrom} has no value`);
  if (key === undefined || key === "") return SecretString;
  const value = (JSON.parse(SecretString) as Record<string, unknown>)[key];
  if (typeof value !== "string" && typeof value !== "number")
    throw new Error(`the secret ${valueFrom} has no such key`);
  return String(value);
}
