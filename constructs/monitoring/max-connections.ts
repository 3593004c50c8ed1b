import { type EngineName, ENGINES } from "../rds/engine";

/**
 * Memory of a `large` instance in GiB by family; other sizes are multiples of it. Families whose sizes follow
 * another rule are missing.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
 */
const LARGE_GIB: readonly (readonly [RegExp, number])[] = [
  [/^[tm]\d/, 8],
  [/^c\d/, 4],
  [/^(r[5-9]|z1d)/, 16],
  [/^x2g/, 32],
];

const SIZES: Readonly<Record<string, number>> = {
  micro: 1 / 8,
  small: 1 / 4,
  medium: 1 / 2,
  large: 1,
  xlarge: 2,
};
const GIB = 1024 ** 3;

/** Memory of an instance class in GiB; undefined where it is not known. */
export function classMemoryGiB(instanceClass: string): number | undefined {
  const match = /^db\.(?<family>[a-z0-9-]+)\.(?<times>\d*)(?<size>[a-z]+)$/.exec(instanceClass);
  if (match?.groups === undefined) return undefined;
  const { family = "", times = "", size = "" } = match.groups;
  const large = LARGE_GIB.find(([pattern]) => pattern.test(family))?.[1];
  const factor = SIZES[size];
  return large === undefined || factor === undefined ? undefined : large * factor * Number(times || "1");
}

/**
 * Connections an engine admits where nothing else is configured: a function of the memory that is left for it. How
 * much AWS keeps for itself is not published; the estimate is on the low side, so that an alarm comes early.
 *
 * Instances: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
 * Aurora: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Performance.html
 */
export function defaultMaxConnections(engine: EngineName, memoryGiB: number): number {
  const bytes = Math.max(memoryGiB * 0.96 - 0.3, 0.1) * GIB;
  if (ENGINES[engine].dialect === "postgres") return Math.min(Math.floor(bytes / 9_531_392), 5000);
  if (!ENGINES[engine].aurora) return Math.floor(bytes / 12_582_880);
  const steps = [Math.log2(bytes / 805_306_368) * 45, Math.log2(bytes / 8_187_281_408) * 1000];
  return Math.floor(Math.max(...steps, 45));
}

/** What decides how many connections a database admits. */
export interface ConnectionLimit {
  readonly engine: EngineName;
  /** Instance class, such as `db.t4g.medium`. */
  readonly instanceClass: string;
  /** Bounds of Aurora Serverless, in Aurora capacity units of about 2 GiB each. */
  readonly serverless?: { readonly minAcu: number; readonly maxAcu: number } | undefined;
  /** Parameters of the engine; `max_connections` among them decides. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Connections a database admits; undefined where it can't be told, and has to be configured. */
export function maxConnections(limit: ConnectionLimit): number | undefined {
  const { engine, instanceClass, serverless, parameters } = limit;
  const given = Number(parameters["max_connections"]);
  if (Number.isInteger(given) && given > 0) return given;
  const memory = serverless === undefined ? classMemoryGiB(instanceClass) : serverless.maxAcu * 2;
  if (memory === undefined) return undefined;
  const most = defaultMaxConnections(engine, memory);
  // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
  const capped = serverless !== undefined && serverless.minAcu <= 0.5 && engine === "aurora-postgresql";
  return capped ? Math.min(most, 2000) : most;
}
