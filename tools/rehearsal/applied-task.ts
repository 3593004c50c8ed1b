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

/** What a service runs; read back as it was applied, secrets included, instead of trusting the configuration. */
export async function appliedService(
  region: string,
  cluster: string,
  service: string,
): Promise<AppliedContainer> {
  const ecs = awsClient(ECSClient, { region });
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const taskDefinition = services?.[0]?.taskDefinition;
  if (taskDefinition === undefined) throw new Error(`the cluster ${cluster} has no service ${service}`);
  return appliedTask(region, taskDefinition);
}

/** What a task runs. @param taskDefinition a revision, or a family: its newest revision then */
export async function appliedTask(region: string, taskDefinition: string): Promise<AppliedContainer> {
  const ecs = awsClient(ECSClient, { region });
  const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const main = described.taskDefinition?.containerDefinitions?.find(({ essential }) => essential !== false);
  if (main === undefined) throw new Error(`${taskDefinition} has no essential container`);
  return resolve(main, awsClient(SecretsManagerClient, { region }));
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
