/** What an environment wants of its domain. */
export interface Settings {
  /** How long an index is kept, in days. */
  readonly retentionDays: number;
  /** Copies of each index besides the first. */
  readonly replicas: number;
  /** ARN of the role that writes documents. */
  readonly writerRoleArn: string;
  /** ARNs of the roles that search them. */
  readonly readerRoleArns: readonly string[];
}

/** Beginning of the names of all indexes; Firehose adds the day. */
export const INDEX = "logs";
const PATTERN = `${INDEX}-*`;

/**
 * One thing that the domain holds, put where it is not as it should be.
 * https://docs.opensearch.org/docs/latest/security/access-control/api/
 */
export interface Wanted {
  /** What it is, in a few words. */
  readonly what: string;
  readonly path: string;
  readonly body: object;
  /** Where a GET's answer holds it. */
  readonly found: (answer: unknown) => unknown;
  /** Whether it need not be made where nothing is there. @default false */
  readonly fineWithout?: boolean;
}

/** In this order: nobody may write before it is said what an index looks like, and when it goes. */
export function wanted(settings: Settings): Wanted[] {
  const named = (name: string) => (answer: unknown) => at(answer, name);
  const security = "/_plugins/_security/api";
  const mapping = (role: string, backendRoles: readonly string[]): Wanted => ({
    what: `who has the role ${role}`,
    path: `${security}/rolesmapping/${role}`,
    body: { backend_roles: backendRoles, hosts: [], users: [] },
    found: named(role),
    fineWithout: backendRoles.length === 0,
  });
  return [
    {
      what: "index template",
      path: `/_index_template/${INDEX}`,
      body: indexTemplate(settings),
      found: (answer) => at(answer, "index_templates", 0, "index_template"),
    },
    {
      what: "role log_writer",
      path: `${security}/roles/log_writer`,
      body: WRITER,
      found: named("log_writer"),
    },
    {
      what: "role log_reader",
      path: `${security}/roles/log_reader`,
      body: READER,
      found: named("log_reader"),
    },
    mapping("log_reader", settings.readerRoleArns),
    // Dashboards itself: searches and drawings are kept in an index of their own.
    mapping("opensearch_dashboards_user", settings.readerRoleArns),
    mapping("log_writer", [settings.writerRoleArn]),
  ];
}

/**
 * Strings, because that is how OpenSearch answers. Every field of a document that is not named here goes to `fields`,
 * which is one field of the index however many names there are, so no line can make an index burst or be refused.
 * https://docs.opensearch.org/docs/latest/field-types/supported-field-types/flat-object/
 */
function indexTemplate({ replicas }: Settings): object {
  const keyword = { type: "keyword", ignore_above: 1024 };
  return {
    index_patterns: [PATTERN],
    priority: 100,
    template: {
      settings: {
        index: {
          number_of_shards: "1",
          number_of_replicas: String(replicas),
          // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html
          search: { slowlog: { threshold: { query: { warn: "10s" }, fetch: { warn: "2s" } } } },
          indexing: { slowlog: { threshold: { index: { warn: "5s" } } } },
        },
      },
      mappings: {
        dynamic: "false",
        properties: {
          "@timestamp": { type: "date" },
          message: { type: "text" },
          level: keyword,
          service: keyword,
          environment: keyword,
          region: keyword,
          requestId: keyword,
          logGroup: keyword,
          logStream: keyword,
          eventId: keyword,
          fields: { type: "flat_object" },
        },
      },
    },
  };
}

/** What Firehose does: it looks whether the index is there, makes the day's, and writes. */
const WRITER = {
  description: "Writes logs.",
  cluster_permissions: ["cluster_composite_ops", "cluster_monitor"],
  index_permissions: [
    {
      index_patterns: [PATTERN],
      fls: [],
      masked_fields: [],
      allowed_actions: [
        "create_index",
        "write",
        "indices_monitor",
        "indices:admin/get",
        "indices:admin/exists",
        "indices:admin/aliases/get",
        "indices:admin/mappings/get",
      ],
    },
  ],
  tenant_permissions: [],
};

const READER = {
  description: "Searches logs, and changes nothing.",
  cluster_permissions: ["cluster_composite_ops_ro"],
  index_permissions: [
    {
      index_patterns: [PATTERN],
      fls: [],
      masked_fields: [],
      allowed_actions: [
        "read",
        "indices:admin/get",
        "indices:admin/mappings/get",
        "indices:admin/resolve/index",
      ],
    },
  ],
  tenant_permissions: [],
};

/**
 * The life of an index: it is written, and deleted.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ism.html
 */
export const POLICY_PATH = `/_plugins/_ism/policies/${INDEX}`;
export function lifecycle({ retentionDays }: Settings): object {
  return {
    description: `Deletes logs after ${retentionDays} days.`,
    default_state: "kept",
    states: [
      {
        name: "kept",
        actions: [],
        transitions: [{ state_name: "deleted", conditions: { min_index_age: `${retentionDays}d` } }],
      },
      { name: "deleted", actions: [{ delete: {} }], transitions: [] },
    ],
    ism_template: [{ index_patterns: [PATTERN], priority: 100 }],
  };
}

/** A part of an answer; undefined where it is not there. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      typeof found === "object" && found !== null
        ? (found as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

/**
 * Whether what is there holds what is wanted. OpenSearch adds defaults, so more is fine in objects, and answers some
 * numbers and truths as strings; lists have to be the same.
 */
export function holds(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((one, index) => holds(actual[index], one))
    );
  }
  if (typeof expected === "object" && expected !== null) {
    return (
      typeof actual === "object" &&
      actual !== null &&
      Object.entries(expected).every(([key, one]) => holds(at(actual, key), one))
    );
  }
  return String(actual) === String(expected);
}
