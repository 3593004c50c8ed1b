import { isDeepStrictEqual } from "node:util";
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { registrable, repositoryOf } from "../../functions/run-migration/revision";
import { awsClient } from "../aws/client";
import type { Say } from "../cli/stages";
import type { Terraform } from "../terraform/terraform";

/**
 * Gives services that a pipeline deploys what Terraform has changed in their task definitions: CPU, variables,
 * secrets, roles. CodePipeline derives each revision from the one that runs, and Terraform leaves the running one
 * alone, so no change would ever reach a task otherwise. The images stay those that run.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html
 *
 * @param terraform in the directory of the service stack, after it was applied
 * @returns names of the services that got another revision; those that differ in their images alone do not
 */
export async function deployDefinitions(
  terraform: Terraform,
  { region, say = () => undefined }: { readonly region: string; readonly say?: Say },
): Promise<string[]> {
  const services = await terraform.attributes("aws_ecs_service");
  const applied = (await terraform.attributes("aws_ecs_task_definition")).map(({ arn }) => String(arn));
  const ecs = awsClient(ECSClient, { region });
  const deployed: string[] = [];
  try {
    for (const attributes of services) {
      const cluster = String(attributes["cluster"]);
      const service = String(attributes["name"]);
      const found = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
      const running = found.services?.[0]?.taskDefinition;
      const wanted = applied.find((arn) => running !== undefined && family(arn) === family(running));
      if (running === undefined || wanted === undefined || running === wanted) continue;
      say(service);
      const now = await read(ecs, running);
      const next = withImagesOf(await read(ecs, wanted), now);
      if (isDeepStrictEqual(next, now)) continue;
      const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(next));
      await ecs.send(
        new UpdateServiceCommand({ cluster, service, taskDefinition: taskDefinition?.taskDefinitionArn }),
      );
      deployed.push(service);
    }
    return deployed;
  } finally {
    ecs.destroy();
  }
}

/** A revision as it can be registered again. */
async function read(ecs: ECSClient, taskDefinition: string): Promise<RegisterTaskDefinitionCommandInput> {
  const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }));
  return registrable(answer);
}

/** A container gets the image that the container of its name runs; a new one that of the main container. */
function withImagesOf(
  wanted: RegisterTaskDefinitionCommandInput,
  running: RegisterTaskDefinitionCommandInput,
): RegisterTaskDefinitionCommandInput {
  const images = new Map(running.containerDefinitions?.map(({ name, image }) => [name, image]));
  const [main] = running.containerDefinitions ?? [];
  return {
    ...wanted,
    containerDefinitions: wanted.containerDefinitions?.map((container) => ({
      ...container,
      image: images.get(container.name) ?? sameRepository(container.image, main?.image),
    })),
  };
}

/** Another repository has versions of its own. */
function sameRepository(wanted = "", running = ""): string {
  return repositoryOf(wanted) === repositoryOf(running) ? running : wanted;
}

/** `webapp-dev-web` of a task definition's ARN. */
function family(arn: string): string {
  return (arn.split("/").at(-1) ?? arn).split(":")[0] ?? "";
}
