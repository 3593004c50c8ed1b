/** Sizes by family: `"db.t4g": "micro small"` are db.t4g.micro and db.t4g.small. */
type Families = Readonly<Record<string, string>>;

/** A kind of machine, as AWS offered it in any of its regions at a date. */
export interface InstanceTypeTable {
  /** The page of AWS that lists them, and the month of the price list that the table was made from. */
  readonly source: string;
  readonly asOf: string;
  readonly families: Families;
}

const RDS = {
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html",
  asOf: "2026-07",
};
const AURORA = {
  source:
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.SupportAurora.html",
  asOf: "2026-07",
};

/** Without db.m4, db.r4, db.t2 and what is older: nothing new is made with them. */
const INSTANCES: Families = {
  "db.m5": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
  "db.m5d": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
  "db.m6g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.m6gd": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.m6i": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  "db.m6id": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  "db.m6idn": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  "db.m6in": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  "db.m7g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.m7i": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.m8g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.m8gd": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.m9g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.r5": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
  "db.r5b": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
  "db.r5d": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
  "db.r6g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.r6gd": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.r6i": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  "db.r6id": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  "db.r6idn": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  "db.r6in": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  "db.r7g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.r7i": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.r8g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.r8gd": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.t3": "micro small medium large xlarge 2xlarge",
  "db.t4g": "micro small medium large xlarge 2xlarge",
  "db.x2g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.x2idn": "16xlarge 24xlarge 32xlarge",
  "db.x2iedn": "xlarge 2xlarge 4xlarge 8xlarge 16xlarge 24xlarge 32xlarge",
};

const AURORA_POSTGRESQL: Families = {
  "db.r5": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
  "db.r6g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.r6gd": "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.r6i": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  "db.r6id": "24xlarge 32xlarge",
  "db.r7g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.r7i": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.r8g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.r8gd": "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.t3": "medium large",
  "db.t4g": "medium large",
  "db.x2g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
};

const AURORA_MYSQL: Families = {
  "db.r5": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge",
  "db.r6g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.r6i": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  "db.r6id": "24xlarge 32xlarge",
  "db.r7g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "db.r7i": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.r8g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  "db.t3": "medium large",
  "db.t4g": "medium large",
  "db.x2g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
};

const CACHE: Families = {
  "cache.c7gn": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "cache.c8gn": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "cache.m4": "large xlarge 2xlarge 4xlarge 10xlarge",
  "cache.m5": "large xlarge 2xlarge 4xlarge 12xlarge 24xlarge",
  "cache.m6g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "cache.m7g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "cache.m8g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "cache.r4": "large xlarge 2xlarge 4xlarge 8xlarge 16xlarge",
  "cache.r5": "large xlarge 2xlarge 4xlarge 12xlarge 24xlarge",
  "cache.r6g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "cache.r6gd": "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "cache.r7g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "cache.r8g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  "cache.t2": "micro small medium",
  "cache.t3": "micro small medium",
  "cache.t4g": "micro small medium",
};

/** Without types that bring storage of their own: nodes here have a volume. */
const SEARCH: Families = {
  c5: "large xlarge 2xlarge 4xlarge 9xlarge 18xlarge",
  c6g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge",
  c7g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  c7i: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  c8g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  m3: "medium large xlarge 2xlarge",
  m4: "large xlarge 2xlarge 4xlarge 10xlarge",
  m5: "large xlarge 2xlarge 4xlarge 12xlarge 24xlarge",
  m6g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge",
  m7g: "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  m7i: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  m8g: "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  om2: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  or1: "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  or2: "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  r3: "large xlarge 2xlarge 4xlarge 8xlarge",
  r4: "large xlarge 2xlarge 4xlarge 8xlarge 16xlarge",
  r5: "large xlarge 2xlarge 4xlarge 12xlarge 24xlarge",
  r6g: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge",
  r7g: "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  r7i: "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  r8g: "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
  t2: "micro small medium",
  t3: "small medium",
};

/** By engine of a database, or what else runs on machines of AWS that are chosen by type. */
export const INSTANCE_TYPES = {
  postgres: { ...RDS, families: INSTANCES },
  mysql: { ...RDS, families: INSTANCES },
  "aurora-postgresql": { ...AURORA, families: AURORA_POSTGRESQL },
  "aurora-mysql": { ...AURORA, families: AURORA_MYSQL },
  cache: {
    source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html",
    asOf: "2026-08",
    families: CACHE,
  },
  search: {
    source:
      "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html",
    asOf: "2026-07",
    families: SEARCH,
  },
} as const satisfies Readonly<Record<string, InstanceTypeTable>>;
