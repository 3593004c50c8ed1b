import type { InterfaceEndpoint } from "./network";

/** What needs endpoints, as far as they depend on it. */
export interface Endpointed {
  readonly queue?: object | undefined;
  readonly services: Readonly<Record<string, { readonly exec: boolean }>>;
}

/** The interface endpoints that what an environment has switched on needs to work without NAT. */
export function requiredEndpoints(environment: Endpointed): InterfaceEndpoint[] {
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
