import type { InterfaceEndpoint } from "./network";
import type { Environment } from "./schema";

/** The interface endpoints that what an environment has switched on needs to work without NAT. */
export function requiredEndpoints(environment: Environment): InterfaceEndpoint[] {
  // Where there is no queue, no service uses one.
  const queue = environment.queue !== undefined;
  const exec = Object.values(environment.services).some((service) => service.exec);
  return [
    // Pulling the image, writing logs, reading secrets: every task.
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
    "ecr.api",
    "ecr.dkr",
    "logs",
    "secretsmanager",
    ...(queue ? (["sqs"] as const) : []),
    ...(exec ? (["ssmmessages", "kms"] as const) : []),
  ];
}
