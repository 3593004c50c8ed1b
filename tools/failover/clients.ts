import { RDSClient } from "@aws-sdk/client-rds";

/** RDS in a region. One that is gone is not waited for as long as one that is slow. */
export function rds(region: string): RDSClient {
  return new RDSClient({
    region,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5000, requestTimeout: 30_000 },
  });
}
