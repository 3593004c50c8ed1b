import { z } from "zod";
import { type Engine, type EngineName, ENGINES } from "../../constructs/rds/engine";
import { databaseName } from "./database-name";
import { typeProblem } from "./instance-types";
import { refuse, region, rule, section, text, whole } from "./values";
import { dailyWindow, separateWindows, weeklyWindow } from "./windows";

/** Granularities of enhanced monitoring, in seconds; 0 switches it off. */
const MONITORING_SECONDS = [0, 1, 5, 10, 15, 30, 60] as const;

/**
 * Days that Performance Insights keeps: 7 are free, then months of 31 days, then two years.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
const INSIGHTS_DAYS = [0, 7, ...Array.from({ length: 23 }, (_, month) => 31 * (month + 1)), 731];

/**
 * Classes without Performance Insights, by dialect; PostgreSQL has it on all of them.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.Engines.html
 */
const WITHOUT_INSIGHTS: Readonly<Record<string, RegExp>> = {
  mysql: /^db\.(t2|t3|t4g)\.(micro|small)$/,
  "aurora-mysql": /^db\.(t2|t3)\.|^db\.t4g\.(micro|small)$/,
};

const parameters = z
  .record(text(/^[a-z][a-z0-9_.]*$/, "a parameter name"), z.string().min(1))
  .default({})
  .describe("Parameters of the engine. A static one takes effect at the next restart of the database.");

function common(engine: EngineName, instanceClass: string) {
  const { majors, version, tls }: Engine = ENGINES[engine];
  return {
    version: text(version, `a version of ${engine}: ${majors.join(", ")}, or one of their minor versions`)
      .default(majors.at(-1) ?? majors[0])
      .describe(
        "Engine version. A major version alone: AWS picks the minor one. MySQL 8.0 on RDS is past its standard support since August 2026: AWS charges extended support for each vCPU and hour.",
      ),
    name: databaseName.default("webapp").describe("Name of the database that is created."),
    instanceClass: text(/^db\.[a-z0-9-]+(\.[a-z0-9]+)?$/, "an instance class such as db.t4g.medium")
      .default(instanceClass)
      .describe("Processor and memory. Changed to another one, the database is restarted."),
    parameters: parameters.refine(
      (given) => !Object.keys(tls).some((name) => name in given),
      `must not contain ${Object.keys(tls).join(", ")}: connections without TLS are always refused`,
    ),
    backupRetentionDays: whole(1, 35)
      .default(7)
      .describe("How long automated backups are kept, in days; any second of them can be restored."),
    backupWindow: dailyWindow.default("03:00-04:00").describe("When the daily backup is taken, in UTC."),
    maintenanceWindow: weeklyWindow
      .default("sun:05:00-sun:06:00")
      .describe("When AWS may upgrade and restart, in UTC."),
    applyImmediately: z
      .boolean()
      .default(false)
      .describe("Whether changes are made at once, with an interruption, instead of in maintenanceWindow."),
    finalSnapshot: z
      .boolean()
      .default(true)
      .describe("Whether a snapshot is taken when the database is destroyed."),
    restoreFromSnapshot: text(/^[\w:-]{1,255}$/, "the identifier or ARN of a snapshot")
      .optional()
      .describe("Snapshot the database is created from; of no effect on one that exists."),
    monitoringIntervalSeconds: z
      .literal(MONITORING_SECONDS, {
        error: `must be one of ${MONITORING_SECONDS.join(", ")} seconds (0: no enhanced monitoring)`,
      })
      .default(60)
      .describe("Interval of enhanced monitoring (metrics of the operating system); 0 switches it off."),
    performanceInsightsDays: z
      .literal(INSIGHTS_DAYS, {
        error: "must be 0 (off), 7, a multiple of 31 up to 713, or 731 days",
      })
      .default(7)
      .describe(
        "How long Performance Insights, which CloudWatch Database Insights shows, keeps what it records, in days; 0 switches it off.",
      ),
    proxy: z
      .boolean()
      .default(false)
      .describe("Whether RDS Proxy pools connections between tasks and database."),
    replication: z
      .enum(["replicate", "independent"])
      .default("replicate")
      .describe(
        "With several regions: one database that those of the other regions follow, or in each region one of its own.",
      ),
    primaryRegion: region
      .optional()
      .describe(
        "Region whose database takes writes, where it is replicated. Changed after a failover. Default: the first region.",
      ),
  };
}

const insights = (engine: EngineName) =>
  rule<{ instanceClass: string; performanceInsightsDays: number }>(
    ["instanceClass", "performanceInsightsDays"],
    (payload) => {
      const { instanceClass, performanceInsightsDays } = payload.value;
      if (performanceInsightsDays === 0 || WITHOUT_INSIGHTS[engine]?.test(instanceClass) !== true) return;
      const message = `must be 0: Performance Insights does not support ${engine} on ${instanceClass}`;
      refuse(payload, ["performanceInsightsDays"], message);
    },
  );

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
const windows = () => separateWindows("backupWindow", { daily: 30, maintenance: 30 });

/**
 * Sizes: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
 * Growth: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
 */
const storage = section({
  type: z.enum(["gp2", "gp3"]).default("gp3").describe("Kind of volume."),
  sizeGiB: whole(20, 65_536).default(20).describe("Size at the start, in GiB; it can grow, not shrink."),
  maxSizeGiB: whole(22, 65_536)
    .optional()
    .describe("Size up to which a volume that runs full grows by itself, in GiB. Default: it does not grow."),
}).check(
  rule(["sizeGiB", "maxSizeGiB"], (payload) => {
    const { sizeGiB, maxSizeGiB } = payload.value;
    const least = Math.ceil((sizeGiB * 11) / 10);
    if (maxSizeGiB === undefined || maxSizeGiB >= least) return;
    refuse(
      payload,
      ["maxSizeGiB"],
      `must be at least ${least}, 10 % above sizeGiB: AWS asks for room to grow`,
    );
  }),
);

function instance<Name extends "postgres" | "mysql">(engine: Name) {
  return section({
    engine: z.literal(engine),
    ...common(engine, "db.t4g.medium"),
    multiAz: z
      .boolean()
      .default(true)
      .describe("Whether a standby in another zone takes over when this one fails."),
    storage: storage.prefault({}),
  }).check(
    insights(engine),
    windows(),
    rule(["instanceClass"], (payload) => {
      const { instanceClass } = payload.value;
      const message =
        instanceClass === "db.serverless"
          ? `must be a type that AWS offers for ${engine}; db.serverless is Aurora's`
          : typeProblem(engine, engine, instanceClass);
      if (message !== undefined) refuse(payload, ["instanceClass"], message);
    }),
  );
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html */
const serverless = section({
  minAcu: z
    .number()
    .min(0, "must be at least 0")
    .max(256, "must be at most 256")
    .multipleOf(0.5, "must be a multiple of 0.5")
    .default(0.5)
    .describe("Least capacity, in Aurora capacity units (about 2 GiB of memory each); 0 pauses when idle."),
  maxAcu: z
    .number()
    .min(1, "must be at least 1")
    .max(256, "must be at most 256")
    .multipleOf(0.5, "must be a multiple of 0.5")
    .describe("Most capacity, in Aurora capacity units."),
}).check(
  rule(["minAcu", "maxAcu"], (payload) => {
    const { minAcu, maxAcu } = payload.value;
    if (minAcu <= maxAcu) return;
    refuse(payload, ["maxAcu"], `must be at least minAcu (${minAcu})`);
  }),
);

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Integrating.AutoScaling.html */
const readerScaling = section({
  max: whole(1, 15).describe("Most readers, those of `readers` included."),
  cpuPercent: whole(1, 100).default(60).describe("CPU use of the readers that scaling aims at, in percent."),
}).describe("Readers added and removed by load. Absent: always as many as `readers`.");

function aurora<Name extends "aurora-postgresql" | "aurora-mysql">(engine: Name) {
  return section({
    engine: z.literal(engine),
    ...common(engine, "db.r6g.large"),
    readers: whole(0, 15)
      .default(1)
      .describe("Instances besides the writer; one of them takes over when it fails."),
    readerScaling: readerScaling.optional(),
    serverless: serverless.optional().describe("Capacity that follows the load; needs db.serverless."),
  }).check(
    insights(engine),
    windows(),
    rule(["instanceClass", "serverless"], (payload) => {
      const { instanceClass, serverless: capacity } = payload.value;
      const message =
        instanceClass === "db.serverless" ? undefined : typeProblem(engine, engine, instanceClass);
      if (message !== undefined) {
        refuse(payload, ["instanceClass"], message);
      } else if ((instanceClass === "db.serverless") !== (capacity !== undefined)) {
        refuse(
          payload,
          ["serverless"],
          `must be ${capacity === undefined ? "given" : "absent"} where instanceClass is ${instanceClass}`,
        );
      }
    }),
    rule(["readers", "readerScaling"], (payload) => {
      const { readers, readerScaling: scaling } = payload.value;
      if (scaling === undefined || (readers >= 1 && readers <= scaling.max)) return;
      refuse(
        payload,
        ["readerScaling", "max"],
        `must be at least readers (${readers}), and readers at least 1`,
      );
    }),
  );
}

/** The relational database. Absent: none. */
export const database = z.discriminatedUnion(
  "engine",
  [instance("postgres"), instance("mysql"), aurora("aurora-postgresql"), aurora("aurora-mysql")],
  { error: `must have an engine: ${Object.keys(ENGINES).join(", ")}` },
);
