import { z } from "zod";
import { partsAgree } from "./agreement";
import { backup } from "./backup";
import { baseline } from "./baseline";
import { cache } from "./cache";
import { cost } from "./cost";
import { database } from "./database";
import { delivery } from "./delivery";
import { domain } from "./domain";
import { firewall } from "./firewall";
import { images } from "./images";
import { logAnalytics } from "./log-analytics";
import { monitoring } from "./monitoring";
import { REFUSED_PROJECTS } from "./names";
import { layoutProblems, network, regions } from "./network";
import { queue } from "./queue";
import { scalingFunction } from "./scaling";
import { secrets } from "./secrets";
import { cluster, loadBalancer, migration, services, tasks } from "./services";
import { tags } from "./tags";
import { accountId, logRetentionDays, namePart, refuse, region, rule, section, text, whole } from "./values";

/** One environment: everything that may differ between two of them, and nothing else. */
export const environmentSchema = section({
  project: namePart(2, 15)
    .check((payload) => {
      for (const [beginning, reason] of Object.entries(REFUSED_PROJECTS)) {
        if (!`${payload.value}-`.startsWith(`${beginning}-`)) continue;
        refuse(payload, [], `must begin differently: ${reason}`);
      }
    })
    .default("webapp")
    .describe("First part of every name."),
  account: accountId.describe("The only AWS account this environment is deployed to."),
  assumeRoleArn: text(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/, "the ARN of an IAM role")
    .optional()
    .describe("Role that deployments assume."),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe(
      "Whether AWS and Terraform refuse to delete load balancers, images, logs and data of this environment.",
    ),
  stateRegion: region.optional().describe("Region of the remote state. Default: the primary region."),
  regions,
  network: network.prefault({}),
  images,
  image: section({
    architecture: z
      .enum(["ARM64", "X86_64"])
      .default("ARM64")
      .describe("Processor architecture that images are built for."),
    keep: whole(1, 1000)
      .default(50)
      .describe(
        "Number of versions of each image that are kept in its repository; older ones are removed, but for those that run.",
      ),
  }).prefault({}),
  cluster: cluster.prefault({}),
  domain: domain
    .optional()
    .describe("Names of the application. Absent: plain HTTP on the load balancer's name."),
  loadBalancer: loadBalancer.prefault({}),
  firewall: firewall.prefault({}),
  services,
  tasks,
  migration,
  scalingFunction: scalingFunction.prefault({}),
  database: database.optional().describe("The relational database. Absent: none."),
  cache: cache.optional().describe("Redis, for sessions and cached queries. Absent: none."),
  queue: queue.optional().describe("The queue between services. Absent: none."),
  backup: backup.optional().describe("Backups in a vault of their own. Absent: none."),
  secrets,
  cost: cost.prefault({}),
  delivery: delivery.prefault({}),
  baseline: baseline
    .optional()
    .describe(
      "What is set up once for the account. One of the environments that share an account states it.",
    ),
  logs: section({
    retentionDays: logRetentionDays.default(90).describe("How long container logs are kept, in days."),
  }).prefault({}),
  logAnalytics: logAnalytics
    .optional()
    .describe("Logs in OpenSearch, to be searched and drawn. Absent: none; saved queries do without."),
  monitoring: monitoring.prefault({}),
  tags,
}).check(
  rule(["regions", "network"], (payload) => {
    payload.value.regions.forEach((entry, index) => {
      for (const { path, message } of layoutProblems(entry, payload.value.network.zones)) {
        refuse(payload, ["regions", index, ...path], message);
      }
    });
  }),
  ...partsAgree,
);

/** What a file in `environments/` states: only what it decides. */
export type EnvironmentInput = z.input<typeof environmentSchema>;

export type ReadonlyDeep<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> } : T;

/** An environment with every default filled in. The name is that of its file. */
export type Environment = ReadonlyDeep<z.output<typeof environmentSchema>> & { readonly name: string };
export type Region = Environment["regions"][number];
export type ServiceConfig = Environment["services"][string];
export type ImageConfig = Environment["images"][string];
export type TaskConfig = Environment["tasks"][string];
export type DomainConfig = NonNullable<Environment["domain"]>;
export type FirewallConfig = Environment["firewall"];
export type DatabaseConfig = NonNullable<Environment["database"]>;
export type CacheConfig = NonNullable<Environment["cache"]>;
export type QueueConfig = NonNullable<Environment["queue"]>;
export type LogAnalyticsConfig = NonNullable<Environment["logAnalytics"]>;
export type MonitoringConfig = Environment["monitoring"];
export type BackupConfig = NonNullable<Environment["backup"]>;
