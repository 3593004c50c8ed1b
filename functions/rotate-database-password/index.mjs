import { setTimeout as pause } from "node:timers/promises";
// Both are part of the Lambda runtime.
import { RDS } from "@aws-sdk/client-rds";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { rotation } from "./rotation.mjs";
import { databases } from "./writer.mjs";

const { DATABASE_ID, DATABASE_KIND, REGIONS, WRITER_REGION } = process.env;

export const handler = rotation({
  secrets: new SecretsManager(),
  database: databases({
    kind: DATABASE_KIND,
    identifier: DATABASE_ID,
    regions: REGIONS.split(","),
    writerRegion: WRITER_REGION,
    rds: (region) => new RDS({ region }),
  }),
  pause,
});
