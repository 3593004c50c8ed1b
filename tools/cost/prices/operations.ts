import { pricesOf } from "./price";

/** Logs, metrics, storage and messages. us-east-1 and us-west-2. */
export const OPERATIONS = {
  ...pricesOf("https://aws.amazon.com/cloudwatch/pricing/", "2026-06", {
    "logs.ingest.gb": [0.5, "GB"],
    // What AWS services send themselves: flow logs, web requests, DNS queries. The first 10 TB a month.
    "logs.vended.gb": [0.5, "GB"],
    "logs.storage.gb": [0.03, "GB-month"],
    metric: [0.3, "metric"],
    "metric.insights": [0.07, "metric"],
    alarm: [0.1, "metric of an alarm"],
    "alarm.fast": [0.3, "metric of an alarm"],
    "alarm.composite": [0.5, "alarm"],
    dashboard: [3, "dashboard"],
    "canary.run": [0.0012, "run"],
  }),
  ...pricesOf("https://aws.amazon.com/s3/pricing/", "2026-10", {
    "s3.gb": [0.023, "GB-month"],
    "s3.put": [0.005, "thousand requests"],
  }),
  ...pricesOf("https://aws.amazon.com/dynamodb/pricing/on-demand/", "2026-07", {
    "dynamodb.write": [0.625, "million requests"],
    "dynamodb.read": [0.125, "million requests"],
  }),
  ...pricesOf("https://aws.amazon.com/sqs/pricing/", "2026-10", {
    "sqs.requests": [0.4, "million requests"],
    "sqs.fifo.requests": [0.5, "million requests"],
  }),
  ...pricesOf("https://aws.amazon.com/sns/pricing/", "2026-10", {
    "sns.requests": [0.5, "million requests"],
    "sns.email": [2, "100,000 e-mails"],
  }),
  ...pricesOf("https://aws.amazon.com/eventbridge/pricing/", "2026-10", {
    "scheduler.invocations": [1, "million invocations"],
  }),
  ...pricesOf("https://aws.amazon.com/backup/pricing/", "2026-08", {
    "backup.rds.gb": [0.095, "GB-month"],
    "backup.aurora.gb": [0.021, "GB-month"],
  }),
};
