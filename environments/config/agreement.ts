import { type EngineName, ENGINES } from "../../constructs/rds/engine";
import { endpointsReplaceNat, tasksHaveAddresses } from "./network-rules";
import { RESERVED_COMPONENTS, SERVICE_SUFFIXES } from "./names";
import { prioritiesDiffer } from "./route-priorities";
import { runningTasksAreCounted } from "./scaling-rules";
import { refuse, rule } from "./values";
import { PART_VARIABLES, STANDARD_VARIABLES } from "./variables";
import { dailyOverlap } from "./windows";

interface Runnable {
  readonly image?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** What the rules between parts look at. */
interface Parts {
  readonly services: Readonly<
    Record<string, Runnable & { readonly queue: string; readonly sessionKeys: string }>
  >;
  readonly tasks: Readonly<Record<string, Runnable>>;
  readonly migration?: string | undefined;
  readonly images: Readonly<Record<string, { readonly reference?: string | undefined }>>;
  readonly delivery: { readonly github?: object | undefined };
  readonly secrets: Readonly<Record<string, { readonly services?: readonly string[] | undefined }>>;
  readonly database?:
    | {
        readonly engine: EngineName;
        readonly backupWindow: string;
        readonly instanceClass: string;
        readonly replication: string;
        readonly primaryRegion?: string | undefined;
      }
    | undefined;
  readonly cache?: object | undefined;
  readonly queue?: object | undefined;
  readonly regions: readonly {
    readonly name: string;
    readonly existingVpc?: { readonly privateSubnetIds: readonly string[] } | undefined;
  }[];
  readonly domain?:
    | { readonly routing: string; readonly healthCheck: { readonly writerPath?: string | undefined } }
    | undefined;
  readonly backup?: { readonly hour: number } | undefined;
  readonly network: { readonly zones: number };
  readonly account: string;
  readonly logAnalytics?:
    { readonly zones: number; readonly readers: { readonly roleArns: readonly string[] } } | undefined;
}

/** What the rule about night schedules looks at. */
interface Asleep {
  readonly regions: readonly object[];
  readonly domain?: object | undefined;
  readonly services: Readonly<
    Record<
      string,
      {
        readonly route?: object | undefined;
        readonly scaling: { readonly schedules: readonly { readonly max?: number | undefined }[] };
      }
    >
  >;
}

const tasksExist = rule<Parts>(["services", "tasks", "migration"], (payload) => {
  const { services, tasks, migration } = payload.value;
  const known = Object.keys(tasks);
  if (migration !== undefined && !known.includes(migration)) {
    const message = `must be one of the environment's tasks: ${known.join(", ") || "there are none"}`;
    refuse(payload, ["migration"], message);
  }
  for (const name of known.filter((task) => task in services)) {
    refuse(payload, ["tasks", name], "must not have the name of a service: both name a task definition");
  }
});

const imagesAreUsed = rule<Parts>(["services", "tasks", "images"], (payload) => {
  const { services, tasks, images } = payload.value;
  const known = Object.keys(images);
  const used = new Set<string>();
  for (const [kind, runnables] of Object.entries({ services, tasks })) {
    for (const [name, { image = known.length === 1 ? known[0] : undefined }] of Object.entries(runnables)) {
      if (image !== undefined && known.includes(image)) used.add(image);
      else
        refuse(
          payload,
          [kind, name, "image"],
          `must be one of the environment's images: ${known.join(", ")}`,
        );
    }
  }
  for (const name of known.filter((image) => !used.has(image))) {
    refuse(payload, ["images", name], "must be run by a service or a task; none names it");
  }
});

/** Services and tasks are parts of the same stacks, beside the platform's own. */
const namesAreFree = rule<Parts>(["services", "tasks"], (payload) => {
  const { services, tasks } = payload.value;
  const named = { services: Object.keys(services), tasks: Object.keys(tasks) };
  const taken = new Map<string, string>(
    [...named.services, ...named.tasks].flatMap((name) =>
      SERVICE_SUFFIXES.map((suffix) => [`${name}${suffix}`, name] as const),
    ),
  );
  for (const [kind, names] of Object.entries(named)) {
    for (const name of names) {
      const owner = taken.get(name);
      const reason = owner === undefined ? RESERVED_COMPONENTS[name] : `a part of ${owner} has the name`;
      if (reason !== undefined) refuse(payload, [kind, name], `must have another name: ${reason}`);
    }
  }
});

/** The boundary of roles that GitHub Actions makes lets them pull from their own account, and what is public. */
const referencesAreReachable = rule<Parts>(["account", "images", "delivery"], (payload) => {
  const { account, images, delivery } = payload.value;
  if (delivery.github === undefined) return;
  for (const [name, { reference = "" }] of Object.entries(images)) {
    const owner = /^(\d{12})\.dkr\.ecr\./.exec(reference)?.[1];
    if (owner === undefined || owner === account) continue;
    const message = `must be public or of the environment's account (${account}) where delivery.github is stated`;
    refuse(payload, ["images", name, "reference"], message);
  }
});

const queueExists = rule<Parts>(["services", "queue"], (payload) => {
  if (payload.value.queue !== undefined) return;
  for (const [name, { queue }] of Object.entries(payload.value.services)) {
    if (queue === "none") continue;
    refuse(payload, ["services", name, "queue"], "must be none where the environment has no queue");
  }
});

const sessionKeysExist = rule<Parts>(["services", "cache"], (payload) => {
  if (payload.value.cache !== undefined) return;
  for (const [name, { sessionKeys }] of Object.entries(payload.value.services)) {
    if (sessionKeys !== "read") continue;
    const message = "must not be read where the environment has no cache: there are no keys then";
    refuse(payload, ["services", name, "sessionKeys"], message);
  }
});

const secretsHaveReaders = rule<Parts>(["services", "tasks", "secrets"], (payload) => {
  const { services, tasks, secrets } = payload.value;
  const known = [...Object.keys(services), ...Object.keys(tasks)];
  for (const [variable, { services: readers = [] }] of Object.entries(secrets)) {
    readers.forEach((reader, index) => {
      if (known.includes(reader)) return;
      refuse(
        payload,
        ["secrets", variable, "services", index],
        `must be a service or task: ${known.join(", ")}`,
      );
    });
  }
});

/** A variable has one source: the platform, a secret, or a plain value. */
const variablesAreSetOnce = rule<Parts>(
  ["services", "tasks", "secrets", "database", "cache", "queue", "domain"],
  (payload) => {
    const { services, tasks, secrets } = payload.value;
    const parts = (["database", "cache", "queue", "domain"] as const).filter(
      (part) => payload.value[part] !== undefined,
    );
    const set = new Set<string>([...STANDARD_VARIABLES, ...parts.flatMap((part) => PART_VARIABLES[part])]);
    for (const variable of Object.keys(secrets).filter((name) => set.has(name))) {
      refuse(payload, ["secrets", variable], "must have another name: the platform sets this variable");
    }
    for (const [kind, runnables] of Object.entries({ services, tasks })) {
      for (const [name, { environment }] of Object.entries(runnables)) {
        for (const variable of Object.keys(environment)) {
          const path = [kind, name, "environment", variable];
          if (variable in secrets) refuse(payload, path, "must not be set here: it is one of secrets");
          if (parts.some((part) => PART_VARIABLES[part].some((other) => other === variable))) {
            refuse(payload, path, "must not be set here: the platform sets it");
          }
        }
      }
    }
  },
);

/**
 * AWS Backup takes no snapshot of a database whose own backup runs, or is to start within the hour.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-limits.html
 */
const backupHasItsTime = rule<Parts>(["database", "backup"], (payload) => {
  const { database, backup } = payload.value;
  if (backup === undefined) return;
  if (database === undefined) {
    refuse(payload, ["backup"], "must be absent where there is no database");
  } else if (dailyOverlap(database.backupWindow, backup.hour * 60, 60)) {
    const message = `must be more than an hour before database.backupWindow (${database.backupWindow}), or after it`;
    refuse(payload, ["backup", "hour"], message);
  }
});

/**
 * Failover records come in pairs.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-failover.html
 */
const failoverHasTwoRegions = rule<Parts>(["regions", "domain"], (payload) => {
  const { regions, domain } = payload.value;
  if (domain?.routing !== "failover" || regions.length <= 2) return;
  refuse(
    payload,
    ["domain", "routing"],
    'must be "latency" with more than two regions: failover knows a primary and one more',
  );
});

/**
 * A region whose database follows another one serves reads, and answers as if all were well: only an answer of its own
 * about writes takes requests to the region that takes them.
 */
const requestsFollowTheDatabase = rule<Parts>(["regions", "domain", "database"], (payload) => {
  const { regions, domain, database } = payload.value;
  if (domain === undefined || database?.replication !== "replicate" || regions.length === 1) return;
  if (domain.healthCheck.writerPath !== undefined) return;
  refuse(
    payload,
    ["domain", "healthCheck", "writerPath"],
    "must be stated where several regions share a domain and a replicated database: a path that answers 2xx or 3xx only " +
      "while the region's database takes writes (docs/your-application.md); the health path keeps requests in regions " +
      "that take none",
  );
});

/** A region whose service sleeps answers its health check with an error, as one does that has failed. */
const failoverNeedsTasks = rule<Asleep>(["regions", "domain", "services"], (payload) => {
  const { regions, domain, services } = payload.value;
  if (domain === undefined || regions.length === 1) return;
  for (const [name, { route, scaling }] of Object.entries(services)) {
    scaling.schedules.forEach(({ max }, index) => {
      if (route === undefined || max !== 0) return;
      const message =
        "must be at least 1 for a service with a route where several regions share a domain: without tasks, no region could stand in for another";
      refuse(payload, ["services", name, "scaling", "schedules", index, "max"], message);
    });
  }
});

/** One of several regions takes writes, where they share a database. */
const primaryRegionIsThere = rule<Parts>(["regions", "database"], (payload) => {
  const { regions, database } = payload.value;
  const given = database?.primaryRegion;
  if (given === undefined) return;
  const path = ["database", "primaryRegion"];
  const names = regions.map(({ name }) => name);
  if (names.length === 1 || database?.replication === "independent") {
    refuse(payload, path, "must be absent where no region's database follows another one");
  } else if (!names.includes(given)) {
    refuse(payload, path, `must be one of the environment's regions: ${names.join(", ")}`);
  }
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html#aurora-global-database.limitations */
const globalDatabaseIsLarge = rule<Parts>(["regions", "database"], (payload) => {
  const { regions, database } = payload.value;
  if (database === undefined || regions.length === 1 || database.replication === "independent") return;
  if (!ENGINES[database.engine].aurora || !database.instanceClass.startsWith("db.t")) return;
  const message =
    "must not be a db.t class where Aurora is replicated: db.r…, db.x… or db.serverless can be part of a global database";
  refuse(payload, ["database", "instanceClass"], message);
});

/** A node stands in a private subnet, of which there is one in each zone. */
const logAnalyticsHasSubnets = rule<Parts>(["regions", "network", "logAnalytics"], (payload) => {
  const { regions, network, logAnalytics } = payload.value;
  if (logAnalytics === undefined) return;
  const subnets = regions.map(({ existingVpc }) => existingVpc?.privateSubnetIds.length ?? network.zones);
  const fewest = Math.min(...subnets);
  if (logAnalytics.zones <= fewest) return;
  const message = `must be at most ${fewest}, the zones that have private subnets`;
  refuse(payload, ["logAnalytics", "zones"], message);
});

/** Who reads is said by the account whose logs they are. */
const logReadersAreOfTheAccount = rule<Parts>(["account", "logAnalytics"], (payload) => {
  const { account, logAnalytics } = payload.value;
  logAnalytics?.readers.roleArns.forEach((arn, index) => {
    if (arn.split(":")[4] === account) return;
    const path = ["logAnalytics", "readers", "roleArns", index];
    refuse(payload, path, `must be a role of the environment's account (${account})`);
  });
});

/** Rules about parts of an environment that name or need each other. */
export const partsAgree = [
  tasksExist,
  namesAreFree,
  imagesAreUsed,
  referencesAreReachable,
  queueExists,
  sessionKeysExist,
  secretsHaveReaders,
  variablesAreSetOnce,
  backupHasItsTime,
  runningTasksAreCounted,
  failoverHasTwoRegions,
  failoverNeedsTasks,
  requestsFollowTheDatabase,
  primaryRegionIsThere,
  globalDatabaseIsLarge,
  logAnalyticsHasSubnets,
  logReadersAreOfTheAccount,
  prioritiesDiffer,
  endpointsReplaceNat,
  tasksHaveAddresses,
];
