import fc from "fast-check";
import { ENGINES } from "../../constructs/rds/engine";
import { MANAGED_RULE_GROUPS } from "../../environments/config/firewall";
import type { EnvironmentInput } from "../../environments/config/schema";

type Part<Name extends keyof EnvironmentInput> = fc.Arbitrary<NonNullable<EnvironmentInput[Name]>>;

const retention = fc.constantFrom(1, 7, 30, 365, 3653) as fc.Arbitrary<7>;
const days = (most: number) => fc.integer({ min: 1, max: most });

const engine = (name: keyof typeof ENGINES) => ({
  engine: fc.constant(name),
  version: fc.constantFrom(...ENGINES[name].majors),
  name: fc.stringMatching(/^[a-z][a-z0-9_]{0,62}$/),
  backupRetentionDays: days(35),
  applyImmediately: fc.boolean(),
  finalSnapshot: fc.boolean(),
  monitoringIntervalSeconds: fc.constantFrom(0, 1, 15, 60),
  performanceInsightsDays: fc.constantFrom(0, 7, 31, 731),
  proxy: fc.boolean(),
});

const instance = (name: "postgres" | "mysql") =>
  fc.record({
    ...engine(name),
    instanceClass: fc.constantFrom("db.t4g.medium", "db.m7g.large"),
    multiAz: fc.boolean(),
    storage: fc
      .tuple(fc.constantFrom("gp2", "gp3"), fc.integer({ min: 20, max: 1000 }), fc.boolean())
      .map(([type, sizeGiB, grows]) => ({ type, sizeGiB, ...(grows && { maxSizeGiB: sizeGiB * 2 }) })),
  });

const aurora = (name: "aurora-postgresql" | "aurora-mysql") =>
  fc
    .record({
      ...engine(name),
      readers: fc.integer({ min: 0, max: 3 }),
      serverless: fc.boolean(),
      scaled: fc.boolean(),
    })
    .map(({ serverless, scaled, ...rest }) => ({
      ...rest,
      instanceClass: serverless ? "db.serverless" : "db.r6g.large",
      ...(serverless && { serverless: { minAcu: 0.5, maxAcu: 8 } }),
      ...(scaled && rest.readers > 0 && { readerScaling: { max: rest.readers + 2 } }),
    }));

export const database = fc.oneof(
  instance("postgres"),
  instance("mysql"),
  aurora("aurora-postgresql"),
  aurora("aurora-mysql"),
) as Part<"database">;

export const cache: Part<"cache"> = fc.record({
  version: fc.constantFrom("7.0", "7.1"),
  nodeType: fc.constantFrom("cache.t4g.micro", "cache.r7g.large"),
  nodes: fc.integer({ min: 1, max: 6 }),
  snapshotRetentionDays: fc.integer({ min: 0, max: 35 }),
  tokenRotationDays: days(1000),
});

export const queue: Part<"queue"> = fc.record({
  visibilityTimeoutSeconds: fc.integer({ min: 0, max: 43_200 }),
  retentionDays: days(4),
  maxReceives: days(1000),
  deadLetterRetentionDays: fc.integer({ min: 4, max: 14 }),
});

export const backup: Part<"backup"> = fc.record({
  hour: fc.integer({ min: 5, max: 23 }),
  retentionDays: days(36_500),
  copyRetentionDays: days(36_500),
});

export const secrets: Part<"secrets"> = fc.dictionary(
  fc.stringMatching(/^Y_[A-Z0-9_]{1,30}$/),
  fc.constant({}),
  { maxKeys: 3 },
);

type Pipeline = NonNullable<NonNullable<EnvironmentInput["delivery"]>["pipeline"]>;

/** A pipeline that deploys the environment that states it, which is called `test`. */
export const pipeline: fc.Arbitrary<Pipeline> = fc
  .record({
    source: fc.oneof(
      fc.record({ type: fc.constant("codecommit" as const), create: fc.boolean() }),
      fc.record({ type: fc.constant("github" as const), repository: fc.constant("octo-org/octo-repo") }),
    ),
    approval: fc.boolean(),
    testTimeoutMinutes: fc.integer({ min: 5, max: 480 }),
    artifactDays: days(365),
    logRetentionDays: retention,
  })
  .map(({ approval, ...rest }) => ({
    ...rest,
    deploy: [{ environment: "test", approval }],
    approvers: ["lead@example.com"],
  }));

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);

export const domain: Part<"domain"> = fc
  .record({
    labels: fc.uniqueArray(label, { minLength: 3, maxLength: 5 }),
    wildcard: fc.boolean(),
    create: fc.boolean(),
    routing: fc.constantFrom("failover", "latency"),
    healthCheck: fc.record({
      failureThreshold: fc.integer({ min: 1, max: 10 }),
      writerPath: fc.constant("/writes"),
    }),
  })
  .map(({ labels: [zone = "", name = "", ...others], wildcard, create, ...rest }) => ({
    ...rest,
    name: `${name}.${zone}.com`,
    alternativeNames: [
      ...others.map((other) => `${other}.${zone}.com`),
      ...(wildcard ? [`*.${zone}.com`] : []),
    ],
    zone: { name: `${zone}.com`, create },
  }));

export const firewall: Part<"firewall"> = fc.record({
  enabled: fc.boolean(),
  rateLimit: fc.integer({ min: 10, max: 2_000_000_000 }),
  rateWindowSeconds: fc.constantFrom(60, 120, 300, 600),
  maxBodyBytes: days(8192),
  overrides: fc
    .constantFrom(...MANAGED_RULE_GROUPS)
    .map((group) => ({ [group]: { SomeRule_BODY: "count" as const } })),
  logAllowed: fc.boolean(),
  logRetentionDays: retention,
});

const role = fc
  .stringMatching(/^[a-z][a-z0-9-]{1,20}$/)
  .map((name) => `arn:aws:iam::111111111111:role/${name}`);

/** At most two zones: as many as any network has. */
export const logAnalytics: Part<"logAnalytics"> = fc
  .record({
    zones: fc.integer({ min: 1, max: 2 }),
    perZone: fc.integer({ min: 1, max: 5 }),
    nodeType: fc.constantFrom("t3.small.search", "m7g.large.search"),
    volumeGiB: fc.integer({ min: 10, max: 100 }),
    masters: fc.constantFrom(0, 3, 5),
    retentionDays: days(730),
    failedDocumentDays: days(3650),
    updateHour: fc.integer({ min: 0, max: 23 }),
    readers: fc.record({
      roleArns: fc.uniqueArray(role, { maxLength: 2 }),
      throughTasks: fc.boolean(),
    }),
  })
  .map(({ perZone, ...rest }) => ({ ...rest, nodes: rest.zones * perZone }));
