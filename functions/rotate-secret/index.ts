import { setTimeout as pause } from "node:timers/promises";
// All of them are part of the Lambda runtime.
import { ElastiCache } from "@aws-sdk/client-elasticache";
import { Lambda } from "@aws-sdk/client-lambda";
import { RDS } from "@aws-sdk/client-rds";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { applicationPassword } from "./application-password";
import { cacheToken } from "./cache-token";
import { masterPassword } from "./master-password";
import { type Rotated, rotation } from "./rotation";
import { signingKeys } from "./signing-keys";
import type { DatabaseOptions } from "./writer";

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

const database = (): DatabaseOptions => ({
  ...(JSON.parse(variable("DATABASE")) as Omit<DatabaseOptions, "rds">),
  rds: (region) => new RDS({ region }),
});

const kinds: Readonly<Record<string, () => Rotated>> = {
  "application-password": () =>
    applicationPassword({
      database: database(),
      functionName: variable("SET_PASSWORD_FUNCTION"),
      lambda: (region) => new Lambda({ region }),
    }),
  "cache-token": () =>
    cacheToken({ cache: new ElastiCache(), replicationGroupId: variable("REPLICATION_GROUP_ID"), pause }),
  "master-password": () => masterPassword(database(), pause),
  "signing-keys": () => signingKeys,
};

const kind = kinds[variable("KIND")];
if (kind === undefined) {
  throw new Error(`KIND: given ${variable("KIND")}, allowed: ${Object.keys(kinds).join(" | ")}`);
}

export const handler = rotation({ secrets: new SecretsManager(), rotated: kind(), pause });
