import { RDSClient } from "@aws-sdk/client-rds";
import { awsClient } from "../aws/client";

/** RDS in a region. One that is gone is not waited for as long as one that is slow. */
export function rds(region: string): RDSClient {
  return awsClient(RDSClient, {
    region,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5000, requestTimeout: 30_000 },
  });
}
