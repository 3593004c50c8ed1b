import { z } from "zod";
import { UsageError } from "../cli/environment";
import { readJson } from "./prices/regions";

/** A number that may be chosen, with what it means. */
function amount(standard: number, about: string) {
  return z.number().nonnegative("must not be negative").default(standard).describe(about);
}

function share(standard: number, about: string) {
  return amount(standard, about).check((payload) => {
    if (payload.value > 1) {
      payload.issues.push({ code: "custom", input: payload.value, message: "must be a share from 0 to 1" });
    }
  });
}

/**
 * What a month of an environment is assumed to be. What is per environment is divided evenly among the resources
 * that it falls on, in all regions.
 */
export const assumptionsSchema = z.strictObject({
  requests: amount(10, "Requests to the load balancers, in millions a month."),
  responseKb: amount(15, "Average size of request and response together, in kB."),
  requestsPerConnection: amount(10, "Requests that a client sends over one connection."),
  load: share(
    0.25,
    "Where tasks, database capacity and readers are on average between their minimum and maximum.",
  ),
  spotDiscount: share(0.7, "What Fargate Spot costs less than Fargate; AWS says up to 70 %."),
  natGb: amount(50, "Data through NAT gateways, in GB a month."),
  endpointGb: amount(50, "Data through interface endpoints, in GB a month."),
  zoneGb: amount(100, "Data between availability zones, in GB a month."),
  containerLogGb: amount(2, "Log of one service, in GB a month."),
  flowLogGb: amount(5, "Flow logs of one network, in GB a month."),
  firewallLogGb: amount(1, "Log of one web ACL, in GB a month."),
  trailLogGb: amount(1, "Log of one trail, in GB a month."),
  otherLogGb: amount(0.1, "Any other log group, in GB a month."),
  logCompression: share(0.15, "What remains of a log in storage, as in AWS's own pricing examples."),
  accessLogBytes: amount(100, "One request in the access log of a load balancer, compressed, in bytes."),
  databaseGb: amount(20, "Data in one Aurora cluster or RDS instance, in GB."),
  databaseChange: share(0.02, "Share of the data that changes in a day, and so is in every backup anew."),
  databaseIo: amount(50, "I/Os of one Aurora cluster, in millions a month."),
  replicatedWrites: amount(5, "Writes of an Aurora global database to one more region, in millions a month."),
  cacheGb: amount(0.2, "Data in one cache, in GB."),
  messages: amount(
    5,
    "Messages through the queues, in millions a month; each is sent, received and deleted.",
  ),
  imageGb: amount(0.05, "What one more image adds to the registry, in GB."),
  bucketGb: amount(1, "Data in one bucket, in GB, access logs apart."),
  applicationMetrics: amount(15, "Metrics that one service publishes itself."),
  insightsMetrics: amount(15, "Container Insights metrics of one cluster or service."),
  insightsTaskMetrics: amount(30, "Metrics of one task that enhanced Container Insights adds."),
  invocations: amount(10, "Invocations of one function, in thousands a month."),
  invocationSeconds: amount(0.5, "Average time of an invocation, in seconds."),
  alerts: amount(0.5, "Alert e-mails of one subscription, in hundreds a month."),
  kmsRequests: amount(50, "Requests to one KMS key, in thousands a month."),
  trailEvents: amount(0.3, "CloudTrail events of one region, in millions a month."),
  s3Events: amount(0.5, "S3 data events of one region, in millions a month."),
  detectionGb: amount(5, "Flow and DNS logs of one region that GuardDuty reads, in GB a month."),
  databaseVcpus: amount(4, "Virtual CPUs of databases in one region, for GuardDuty."),
  taskVcpus: amount(2, "Virtual CPUs of tasks in one region, for GuardDuty's runtime monitoring."),
  checks: amount(5, "Checks of one Security Hub standard in one region, in thousands a month."),
  roles: amount(60, "Roles and users of the account, for unused access."),
  searchGb: amount(10, "Logs delivered to OpenSearch by one stream, in GB a month."),
  searchRecordKb: amount(
    1,
    "Size of a delivered log line, in KB; Firehose counts each as 5 KB or a multiple.",
  ),
  buildMinutes: amount(300, "Minutes of one build project, a month."),
  pipelineMinutes: amount(300, "Minutes of actions of one pipeline, a month."),
});

export type Assumptions = Readonly<z.output<typeof assumptionsSchema>>;

/** All assumptions with their meaning and their values. */
export function describeAssumptions(values: Assumptions): { name: string; value: number; about: string }[] {
  return Object.entries(assumptionsSchema.shape).map(([name, field]) => ({
    name,
    value: values[name as keyof Assumptions],
    about: field.description ?? "",
  }));
}

/**
 * Assumptions of a JSON file and of `name=number` pairs; later ones win, the rest have their defaults.
 *
 * @throws {UsageError} where one is unknown or impossible
 */
export function readAssumptions(path: string | undefined, pairs: readonly string[]): Assumptions {
  const given = path === undefined ? {} : readJson(path);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new UsageError(`${path ?? ""}: must be an object of numbers, such as { "requests": 20 }`);
  }
  const chosen = Object.fromEntries(
    pairs.map((pair) => {
      const [, name = "", value = ""] = /^(\w+)=(\d+(?:\.\d+)?)$/.exec(pair) ?? [];
      if (name === "") throw new UsageError(`--assume: given "${pair}"; allowed is name=number`);
      return [name, Number(value)];
    }),
  );
  const parsed = assumptionsSchema.safeParse({ ...given, ...chosen });
  if (parsed.success) return parsed.data;
  const names = Object.keys(assumptionsSchema.shape).join(", ");
  const problems = parsed.error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? `unknown ${issue.keys.join(", ")}; allowed are ${names}`
      : `${issue.path.join(".")}: ${issue.message}`,
  );
  throw new UsageError(`assumptions: ${problems.join("; ")}`);
}
