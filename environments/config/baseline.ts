import { z } from "zod";
import { accountCost } from "./cost";
import type { ReadonlyDeep } from "./schema";
import { emails, logRetentionDays, section, whole } from "./values";

/**
 * What is set up once per account, in every region that its environments use. Environments that share an account
 * share its baseline. Prices are those of us-east-1: https://aws.amazon.com/pricing/
 */
export const baseline = section({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      "Whether this platform sets up detection, audit and safe defaults; false where the organization does so for all its accounts (AWS Control Tower, delegated administrators).",
    ),
  alerts: section({
    emails: emails
      .default([])
      .describe("Who is told of findings and costs; each address confirms its subscription once."),
  }).prefault({}),
  trail: section({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        "CloudTrail in all regions. The first copy of management events is free; its storage is not.",
      ),
    logRetentionDays: logRetentionDays
      .default(90)
      .describe("How long events can be searched in CloudWatch Logs, in days; ingestion costs $0.50 per GB."),
    archiveDays: whole(90, 3650)
      .default(365)
      .describe("How long the log files are kept in S3, in days; their validation needs them unchanged."),
    insights: z
      .boolean()
      .default(false)
      .describe("Report unusual rates of calls and errors: $0.35 per 100,000 events analyzed."),
    dataEvents: z
      .array(z.enum(["s3", "lambda"]))
      .default([])
      .describe(
        "Record every access to objects, every invocation of functions too: $0.10 per 100,000 events.",
      ),
    forceDestroy: z
      .boolean()
      .default(false)
      .describe("Whether destroying the baseline deletes the log files that were recorded."),
  }).prefault({}),
  guardDuty: section({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        "GuardDuty, over CloudTrail events, flow logs and DNS: by volume, after 30 days without charge.",
      ),
    s3: z.boolean().default(true).describe("Access to objects: $0.80 per million events."),
    rdsLogins: z.boolean().default(true).describe("Logins to Aurora and RDS: $1 per vCPU and month."),
    lambdaNetwork: z
      .boolean()
      .default(true)
      .describe("Network activity of functions: $1 per GB of flow logs."),
    fargateRuntime: z
      .boolean()
      .default(false)
      .describe(
        "An agent beside every Fargate task: $1.50 per vCPU and month. It adds a VPC endpoint of its own, to be removed by hand before the network is destroyed.",
      ),
    ebsMalware: z
      .boolean()
      .default(false)
      .describe(
        "Scan volumes of suspicious EC2 instances, which the platform itself has none of: $0.03 per GB.",
      ),
  }).prefault({}),
  securityHub: section({
    enabled: z
      .boolean()
      .default(true)
      .describe("Security Hub: $0.001 per check. Most checks need AWS Config to record resources."),
    standards: z
      .array(z.enum(["fsbp", "cis"]))
      .default(["fsbp", "cis"])
      .describe("AWS Foundational Security Best Practices, CIS AWS Foundations Benchmark 3.0."),
    autoEnableControls: z.boolean().default(true).describe("Whether controls that AWS adds are on at once."),
  }).prefault({}),
  accessAnalyzer: section({
    enabled: z
      .boolean()
      .default(true)
      .describe("Findings about what is shared with other accounts; free of charge."),
    unusedAccessDays: whole(1, 365)
      .optional()
      .describe("Report access unused for so many days: $0.20 per role or user and month. Absent: off."),
  }).prefault({}),
  cost: accountCost.prefault({}),
  passwordPolicy: z
    .boolean()
    .default(true)
    .describe("Whether passwords of IAM users follow the CIS AWS Foundations Benchmark."),
  ebsDefaults: z
    .boolean()
    .default(true)
    .describe(
      "Whether new volumes are encrypted with a key of the account ($1 per month and region) and no snapshot can be public.",
    ),
});

export type Baseline = ReadonlyDeep<z.output<typeof baseline>>;

/** The baseline of an account: what one of its environments states, else the defaults. */
export function baselineOf(environments: readonly { readonly baseline?: Baseline | undefined }[]): Baseline {
  return environments.find((environment) => environment.baseline)?.baseline ?? baseline.parse({});
}
