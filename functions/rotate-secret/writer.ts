import type { RDS } from "@aws-sdk/client-rds";

/**
 * Finds the one of a database's regions that takes writes; the others follow it. Roles are asked for every time,
 * because a failover changes them without telling anybody here.
 */

/** The database that takes writes. */
export interface Writer {
  /** What messages call it. */
  readonly name: string;
  readonly region: string;
  /** Whether it is available and no change of its password is pending. */
  readonly settled: () => Promise<boolean>;
  readonly setMasterPassword: (password: string) => Promise<unknown>;
}

export type RdsClient = Pick<
  RDS,
  | "describeDBClusters"
  | "describeDBInstances"
  | "describeGlobalClusters"
  | "modifyDBCluster"
  | "modifyDBInstance"
>;

export interface DatabaseOptions {
  readonly kind: "cluster" | "instance";
  /** Identifier of the cluster or instance of each region, the one of the environment's first region first. */
  readonly identifiers: Readonly<Record<string, string>>;
  /** Decides between instances that all take writes, after a promotion. */
  readonly writerRegion: string;
  /** Client of a region. */
  readonly rds: (region: string) => RdsClient;
}

/** @throws {Error} where no database takes writes, or it can not be told which one is in use */
export async function findWriter(options: DatabaseOptions): Promise<Writer> {
  return options.kind === "cluster" ? writingCluster(options) : writingInstance(options);
}

/**
 * The cluster of the only region, or the one that the global cluster names, whose identifier is the first region's.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_GlobalClusterMember.html
 */
async function writingCluster({ identifiers, rds }: DatabaseOptions): Promise<Writer> {
  const [first, ...others] = Object.entries(identifiers);
  if (first === undefined)
    throw new Error("identifiers: given none, allowed are those of one region or more");
  if (others.length === 0) return cluster(first[0], first[1], rds(first[0]));
  const { GlobalClusters = [] } = await rds(first[0]).describeGlobalClusters({
    GlobalClusterIdentifier: first[1],
  });
  const members = GlobalClusters[0]?.GlobalClusterMembers ?? [];
  const [, , , region = "", , , identifier] =
    members.find(({ IsWriter }) => IsWriter === true)?.DBClusterArn?.split(":") ?? [];
  if (identifier === undefined) throw new Error(`no cluster of ${first[1]} takes writes`);
  return cluster(region, identifier, rds(region));
}

function cluster(region: string, DBClusterIdentifier: string, client: RdsClient): Writer {
  return {
    name: `${DBClusterIdentifier} in ${region}`,
    region,
    settled: async () => {
      const { DBClusters: [found] = [] } = await client.describeDBClusters({ DBClusterIdentifier });
      return isSettled(found?.Status, found?.PendingModifiedValues);
    },
    setMasterPassword: (MasterUserPassword) =>
      client.modifyDBCluster({ DBClusterIdentifier, MasterUserPassword, ApplyImmediately: true }),
  };
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html */
async function writingInstance({ identifiers, writerRegion, rds }: DatabaseOptions): Promise<Writer> {
  const answers = await Promise.allSettled(
    Object.entries(identifiers).map(async ([region, DBInstanceIdentifier]) => {
      const client = rds(region);
      const describe = async () =>
        (await client.describeDBInstances({ DBInstanceIdentifier })).DBInstances?.[0];
      return { region, DBInstanceIdentifier, client, describe, instance: await describe() };
    }),
  );
  const writers = answers
    .flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []))
    .filter(({ instance }) => instance?.ReadReplicaSourceDBInstanceIdentifier === undefined);
  const chosen = writers.length === 1 ? writers[0] : writers.find(({ region }) => region === writerRegion);
  if (chosen === undefined) {
    const errors = answers.flatMap((answer) =>
      answer.status === "rejected" ? [(answer.reason as Error).message] : [],
    );
    const names = [...new Set(Object.values(identifiers))].join(", ");
    throw new Error(`no instance takes writes (${names}): ${errors.join("; ") || "all are replicas"}`);
  }
  const { region, DBInstanceIdentifier, client, describe } = chosen;
  return {
    name: `${DBInstanceIdentifier} in ${region}`,
    region,
    settled: async () => {
      const found = await describe();
      return isSettled(found?.DBInstanceStatus, found?.PendingModifiedValues);
    },
    setMasterPassword: (MasterUserPassword) =>
      client.modifyDBInstance({ DBInstanceIdentifier, MasterUserPassword, ApplyImmediately: true }),
  };
}

function isSettled(
  status: string | undefined,
  pending: { MasterUserPassword?: string | undefined } | undefined,
) {
  return status === "available" && pending?.MasterUserPassword === undefined;
}
