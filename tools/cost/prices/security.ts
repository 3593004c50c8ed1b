import { pricesOf } from "./price";

/** us-east-1 and us-west-2. */
export const SECURITY = {
  ...pricesOf("https://aws.amazon.com/kms/pricing/", "2026-08", {
    "kms.key": [1, "key"],
    "kms.requests": [0.03, "10,000 requests"],
  }),
  ...pricesOf("https://aws.amazon.com/secrets-manager/pricing/", "2026-08", { secret: [0.4, "secret"] }),
  ...pricesOf("https://aws.amazon.com/guardduty/pricing/", "2026-08", {
    "guardduty.events": [4, "million CloudTrail events"],
    "guardduty.flow.gb": [1, "GB of flow and DNS logs"],
    "guardduty.s3": [0.8, "million S3 events"],
    "guardduty.rds": [1, "vCPU of a database"],
    "guardduty.lambda.gb": [1, "GB of functions' flow logs"],
    "guardduty.runtime": [1.5, "vCPU of a task"],
  }),
  ...pricesOf("https://aws.amazon.com/security-hub/pricing/", "2026-08", {
    "securityhub.check": [0.001, "check"],
  }),
  ...pricesOf("https://aws.amazon.com/cloudtrail/pricing/", "2026-08", {
    "cloudtrail.data": [0.1, "100,000 data events"],
    "cloudtrail.insights": [0.35, "100,000 events analyzed"],
  }),
  ...pricesOf("https://aws.amazon.com/iam/access-analyzer/pricing/", "2026-08", {
    "accessanalyzer.unused": [0.2, "role or user"],
  }),
  ...pricesOf("https://aws.amazon.com/config/pricing/", "2026-08", { "config.item": [0.003, "item"] }),
};
