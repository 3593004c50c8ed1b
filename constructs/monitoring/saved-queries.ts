import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { Construct } from "constructs";
import type { Location } from "../location";

/** A query of CloudWatch Logs Insights that somebody will need in a hurry. */
export interface SavedQuery {
  /** What it answers; with the prefix as folder it is its name. */
  readonly name: string;
  /** Groups it reads: at least one. */
  readonly logGroups: readonly string[];
  /** One command a line: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
  readonly lines: readonly string[];
}

/** The log groups of an environment, by what is in them. */
export interface QueriedLogs {
  /** Of the services: one JSON object a line. */
  readonly services: readonly string[];
  /** Of the network; undefined where it is somebody else's. */
  readonly flowLogs: string | undefined;
  /** Of the firewall; undefined where there is none. */
  readonly firewall: string | undefined;
  /** Events of tasks that failed. */
  readonly failedTasks: string;
}

export interface SavedQueriesProps {
  readonly at: Location;
  readonly queries: readonly SavedQuery[];
}

/** Saved queries in a folder named after the environment. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { at, queries }: SavedQueriesProps) {
    super(scope, id);
    for (const { name, logGroups, lines } of queries) {
      new CloudwatchQueryDefinition(this, name.replaceAll(" ", "-"), {
        name: queryName(at, name),
        logGroupNames: [...logGroups],
        queryString: lines.join("\n| "),
      });
    }
  }
}

export function queryName({ prefix }: Location, name: string): string {
  return `${prefix}/${name}`;
}

export function savedQueries(logs: QueriedLogs): SavedQuery[] {
  const queries: SavedQuery[] = [
    {
      name: "errors",
      logGroups: logs.services,
      lines: [
        "fields @timestamp, service, requestId, method, path, status, msg, err.message",
        'filter level in ["warn", "error", "fatal"] or status >= 500',
        "sort @timestamp desc",
        "limit 200",
      ],
    },
    {
      name: "one request",
      logGroups: logs.services,
      lines: [
        "fields @timestamp, service, level, msg, method, path, status, ms, err.message",
        'filter requestId = "put the X-Request-Id of an answer here"',
        "sort @timestamp asc",
      ],
    },
    {
      name: "slowest routes",
      logGroups: logs.services,
      lines: [
        "filter ispresent(ms) and ispresent(path)",
        "parse path /^(?<route>\\/(?:api\\/)?[^\\/]*)/",
        "stats count(*) as requests, pct(ms, 50) as p50, pct(ms, 95) as p95, max(ms) as slowest by method, route",
        "sort p95 desc",
        "limit 50",
      ],
    },
    {
      name: "deployments",
      logGroups: logs.services,
      lines: [
        "filter msg like /^listening on port/",
        "stats min(@timestamp) as first, max(@timestamp) as last, count(*) as tasks by service, version",
        "sort first desc",
      ],
    },
    {
      name: "failed tasks",
      logGroups: [logs.failedTasks],
      lines: [
        "fields @timestamp, detail.group, detail.stopCode, detail.stoppedReason, detail.containers.0.name, detail.containers.0.exitCode, detail.containers.0.reason, detail.taskDefinitionArn",
        "sort @timestamp desc",
        "limit 100",
      ],
    },
  ];
  if (logs.flowLogs !== undefined) {
    queries.push(
      {
        name: "refused connections",
        logGroups: [logs.flowLogs],
        lines: [
          'filter action = "REJECT"',
          "stats count(*) as refused, max(@timestamp) as last by srcAddr, dstAddr, dstPort, protocol",
          "sort refused desc",
          "limit 50",
        ],
      },
      {
        name: "top talkers",
        logGroups: [logs.flowLogs],
        lines: ["stats sum(bytes) as bytes by srcAddr, dstAddr", "sort bytes desc", "limit 50"],
      },
    );
  }
  if (logs.firewall !== undefined) {
    queries.push({
      name: "firewall blocks",
      logGroups: [logs.firewall],
      lines: [
        'filter action = "BLOCK"',
        "stats count(*) as blocked, max(@timestamp) as last by terminatingRuleId, httpRequest.clientIp, httpRequest.httpMethod, httpRequest.uri",
        "sort blocked desc",
        "limit 100",
      ],
    });
  }
  return queries;
}
