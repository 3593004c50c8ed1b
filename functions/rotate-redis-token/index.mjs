import { setTimeout as pause } from "node:timers/promises";
// Both are part of the Lambda runtime.
import { ElastiCache } from "@aws-sdk/client-elasticache";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { rotation } from "./rotation.mjs";

export const handler = rotation({
  secrets: new SecretsManager(),
  cache: new ElastiCache(),
  replicationGroupId: process.env.REPLICATION_GROUP_ID,
  pause,
});
