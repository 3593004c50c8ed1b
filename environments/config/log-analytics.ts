import { z } from "zod";
import { typeProblem } from "./instance-types";
import { refuse, rule, section, text, whole } from "./values";

const nodeType = text(/^[a-z0-9]+\.[a-z0-9]+\.search$/, "an instance type such as t3.small.search");

/** Types that come with burstable processors: at most ten of them, with small volumes. */
const BURSTABLE = /^t[23]\./;

/**
 * The largest volume of a node in GiB, where it is below that of most types.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html#ebsresource
 */
const LARGEST_GIB: Readonly<Record<string, number>> = {
  "t3.small.search": 100,
  "t3.medium.search": 200,
  "m6g.large.search": 512,
};

/** Who reads logs in OpenSearch, besides whoever may read them in CloudWatch. */
const readers = section({
  roleArns: z
    .array(text(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/, "the ARN of an IAM role"))
    .default([])
    .describe("IAM roles that may search the logs. They must exist, in this account."),
  throughTasks: z
    .boolean()
    .default(false)
    .describe("Whether tasks may connect, so that a port can be forwarded through one with ECS Exec."),
});

/**
 * Logs in an OpenSearch domain of each region. Absent: none, and none of it is paid for; saved CloudWatch Logs
 * Insights queries are there all the same.
 * Limits: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html
 */
export const logAnalytics = section({
  engineVersion: text(/^OpenSearch_(2\.(7|9|1[1-9])|3\.\d{1,2})$/, "OpenSearch_2.7 or later")
    .default("OpenSearch_2.19")
    .describe(
      "Engine and its version. A later one is upgraded to in place, an earlier one is refused by AWS.",
    ),
  nodeType: nodeType.default("t3.small.search").describe("Processor and memory of a data node."),
  nodes: whole(1, 80).default(2).describe("Data nodes, spread over the zones."),
  zones: whole(1, 3).default(2).describe("Availability zones; each holds a copy of every log line."),
  volumeGiB: whole(10, 24_576).default(20).describe("Volume of each data node, in GiB."),
  masters: z
    .literal([0, 3, 5], { error: "must be 0, 3 or 5: an even number can not outvote itself" })
    .default(3)
    .describe("Nodes that lead the cluster and hold no data; 0: the data nodes lead themselves."),
  masterType: nodeType.default("t3.small.search").describe("Processor and memory of a leading node."),
  retentionDays: whole(1, 730)
    .default(30)
    .describe("How long a day's logs can be searched in OpenSearch, in days; CloudWatch keeps its own."),
  failedDocumentDays: whole(1, 3650)
    .default(14)
    .describe("How long documents that OpenSearch refused are kept in S3, in days."),
  updateHour: whole(0, 23)
    .default(2)
    .describe("Hour of the day, in UTC, from which AWS may update the domain for ten hours."),
  readers: readers.prefault({}),
}).check(
  ...(["nodeType", "masterType"] as const).map((field) =>
    rule<{ nodeType: string; masterType: string }>([field], (payload) => {
      const message = typeProblem("search", "OpenSearch with volumes", payload.value[field]);
      if (message !== undefined) refuse(payload, [field], message);
    }),
  ),
  rule(["nodes", "zones"], (payload) => {
    const { nodes, zones } = payload.value;
    // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html
    if (nodes % zones !== 0) refuse(payload, ["nodes"], `must be a multiple of zones (${zones})`);
  }),
  rule(["nodes", "nodeType"], (payload) => {
    const { nodes, nodeType: type } = payload.value;
    if (BURSTABLE.test(type) && nodes > 10) refuse(payload, ["nodes"], `must be at most 10 of ${type}`);
  }),
  rule(["volumeGiB", "nodeType"], (payload) => {
    const { volumeGiB, nodeType: type } = payload.value;
    const largest = LARGEST_GIB[type];
    if (largest === undefined || volumeGiB <= largest) return;
    refuse(payload, ["volumeGiB"], `must be at most ${largest}, the largest volume of ${type}`);
  }),
);
