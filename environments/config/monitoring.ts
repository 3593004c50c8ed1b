import { z } from "zod";
import { emails, section, text, whole, refuse } from "./values";

const percent = (fallback: number, about: string) => whole(1, 100).default(fallback).describe(about);

/** When alarms go off. Each default is explained in the alarm's section of docs/operations.md. */
const thresholds = section({
  service: section({
    cpuPercent: percent(80, "CPU use of a service's tasks, on average over 10 minutes."),
    memoryPercent: percent(80, "Memory use of a service's tasks, on average over 10 minutes."),
    failedTasks: whole(1, 1000)
      .default(3)
      .describe("Tasks that ended with an error or did not start, within 15 minutes."),
  }).prefault({}),
  loadBalancer: section({
    serverErrors: whole(1, 1_000_000).default(10).describe("Answers with status 5XX within 5 minutes."),
    errorPercent: percent(5, "Share of answers with status 5XX, over 5 minutes."),
    minRequests: whole(1, 1_000_000)
      .default(100)
      .describe("Requests in 5 minutes below which shares (of errors, of cache hits) mean nothing."),
    responseSeconds: z
      .number()
      .min(0.05, "must be at least 0.05")
      .max(60, "must be at most 60")
      .default(1)
      .describe("Time within which 95 % of the requests are answered, in seconds."),
  }).prefault({}),
  deployment: section({
    errorPercent: percent(
      10,
      "Share of a service's answers with status 5XX, in 2 of 3 minutes, that takes a deployment back.",
    ),
    minErrors: whole(1, 1_000_000)
      .default(5)
      .describe("Answers with status 5XX in a minute below which that share means nothing."),
  }).prefault({}),
  database: section({
    cpuPercent: percent(80, "CPU use of the database, on average over 10 minutes."),
    connectionsPercent: percent(80, "Connections, as a share of what the instance class allows."),
    maxConnections: whole(10, 262_143)
      .optional()
      .describe("Connections the database allows. Default: the engine's own default for the instance class."),
    freeStoragePercent: percent(15, "Free storage, as a share of storage.sizeGiB."),
    freeLocalStorageGiB: whole(1, 10_000)
      .default(5)
      .describe("Free local storage of an Aurora instance, for temporary tables and logs, in GiB."),
    replicaLagSeconds: whole(1, 86_400).default(5).describe("How far a reader may lag behind."),
    regionLagSeconds: whole(1, 86_399)
      .default(360)
      .describe(
        "How far the database of another region may lag behind. A PostgreSQL replica of an idle instance says 300.",
      ),
    proxyWaitMilliseconds: whole(1, 60_000)
      .default(100)
      .describe("Time that a connection from RDS Proxy is waited for, on average over 5 minutes."),
    capacityPercent: percent(90, "Share of maxAcu that Aurora Serverless uses, over 15 minutes."),
  }).prefault({}),
  cache: section({
    cpuPercent: percent(80, "CPU use of a cache node, on average over 10 minutes."),
    memoryPercent: percent(80, "Memory use of a cache node, on average over 10 minutes."),
    evictions: whole(1, 10_000_000).default(100).describe("Values evicted for lack of memory, in 5 minutes."),
    lagSeconds: whole(1, 86_400).default(10).describe("How far a replica of the cache may lag behind."),
  }).prefault({}),
  queue: section({
    oldestSeconds: whole(1, 1_209_600).default(300).describe("Age of the oldest message that waits."),
  }).prefault({}),
  application: section({
    errorPercent: percent(5, "Share of a service's own answers with status 5XX, over 5 minutes."),
    connectionFailures: whole(1, 1_000_000)
      .default(5)
      .describe("Failed attempts of the application to connect to its database, in a minute."),
    poolPercent: percent(90, "Share of the connection pool in use or waited for, at its peak."),
    cacheHitPercent: percent(50, "Share of cached reads below which the cache does not do its work."),
    cacheErrors: whole(1, 1_000_000).default(50).describe("Failed commands to the cache, in 5 minutes."),
  }).prefault({}),
  search: section({
    cpuPercent: percent(80, "CPU use of the search domain's busiest node, over 15 minutes."),
    memoryPercent: percent(90, "Share of a node's Java memory in use, over 15 minutes."),
    freeStoragePercent: percent(25, "Free storage of a node, as a share of logAnalytics.volumeGiB."),
    delaySeconds: whole(60, 86_400)
      .default(900)
      .describe("Age of the oldest log line that waits to be delivered to the search domain."),
  }).prefault({}),
  edge: section({
    blockedRequests: whole(1, 100_000_000)
      .default(1000)
      .describe("Requests that the web application firewall blocks, in 5 minutes."),
    certificateDays: whole(1, 365).default(30).describe("Days before a certificate expires."),
  }).prefault({}),
});

/** Values of a field in an answer. */
const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** What a path answers while the application works. */
const check = section({
  path: text(/^\/[!-~]*$/, 'a path that starts with "/"').describe("What is asked for."),
  status: whole(200, 599).default(200).describe("Status of the answer; redirects are not followed."),
  contains: z
    .string()
    .min(1, "must not be empty")
    .max(200, "must be at most 200 characters")
    .optional()
    .describe("Text that the answer contains."),
  json: z
    .record(z.string(), z.array(scalar).min(1, "must name at least one value"))
    .optional()
    .describe("Fields of the answer's JSON object, each with the values it may have."),
});

/**
 * Checks are handed over in a variable of the function; all of them may take 4 KiB.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const CHECKS_BYTES = 3072;

/** A canary costs about 0.0012 USD a run: https://aws.amazon.com/cloudwatch/pricing/ */
const canary = section({
  enabled: z
    .boolean()
    .default(true)
    .describe("Whether the public URL is requested from outside, at intervals (about 10 USD a month)."),
  checks: z
    .array(check)
    .min(1, "must hold at least one check")
    .check((payload) => {
      if (Buffer.byteLength(JSON.stringify(payload.value)) <= CHECKS_BYTES) return;
      refuse(payload, [], `must be at most ${CHECKS_BYTES} bytes as JSON`);
    })
    .default(() => [check.parse({ path: "/" })])
    .describe(
      "What the application answers while it works: asked by the canary, in this order, and after every deployment. Default: `/` answers 200.",
    ),
  everyMinutes: whole(1, 60).default(5).describe("Time between two checks, in minutes."),
  runtime: text(/^syn-nodejs-\d+\.\d+$/, "a Synthetics runtime without browser, such as syn-nodejs-4.1")
    .default("syn-nodejs-4.1")
    .describe("Synthetics runtime. AWS retires old ones: raise it when a notice comes."),
});

/** Who is told of what, and when. */
export const monitoring = section({
  emails: emails
    .default([])
    .describe("Addresses that get notices; each owner confirms a message from AWS once."),
  webhook: text(/^https:\/\/[^\s/?#@]+(\/\S*)?$/, "an https address without credentials")
    .optional()
    .describe("Address that notices are posted to. It is not secret: it stands in the state."),
  alarms: z
    .enum(["all", "essential"])
    .default("all")
    .describe("`essential`: only alarms for failures that users feel, or that lose data."),
  runbookUrl: text(/^[^\s#]+$/, "an address without fragment, or a path in the repository")
    .default("docs/operations.md")
    .describe("Where the runbook is; alarms link to its sections."),
  canary: canary.prefault({}),
  thresholds: thresholds.prefault({}),
});

/** One of the paths that are asked for, and what it answers while the application works. */
export type Check = z.output<typeof check>;

/** What the thresholds are, each with its default filled in. */
export type Thresholds = z.output<typeof thresholds>;
