/** Environment variables that the platform sets on every container. */
export const STANDARD_VARIABLES = [
  "AWS_REGION",
  "ENVIRONMENT",
  "PORT",
  "SERVICE_NAME",
  "SERVICE_VERSION",
  "STOP_TIMEOUT_SECONDS",
] as const;

/** Those it sets where an environment has the part of that name. The application reads them under these names. */
export const PART_VARIABLES = {
  database: [
    "DB_ENGINE",
    "DB_HOST",
    "DB_READER_HOST",
    "DB_PORT",
    "DB_NAME",
    "DB_USERNAME",
    "DB_PASSWORD",
    "DB_SECRET_ARN",
    "DB_MASTER_USERNAME",
    "DB_MASTER_PASSWORD",
    "DB_MASTER_SECRET_ARN",
    "DB_TLS",
    "DB_PROXY",
  ],
  cache: [
    "REDIS_HOST",
    "REDIS_PORT",
    "REDIS_TLS",
    "REDIS_AUTH_TOKEN",
    "SESSION_SECRET",
    "SESSION_SECRET_ARN",
  ],
  queue: ["QUEUE_URL"],
  domain: ["PUBLIC_URL", "OWN_HOSTS"],
} as const;

export type PartVariable<Part extends keyof typeof PART_VARIABLES> = (typeof PART_VARIABLES)[Part][number];
