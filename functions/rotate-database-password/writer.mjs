/**
 * Finds the one of a database's regions that takes writes, and sets the master password there; the others follow.
 * Roles are asked for every time, because a failover changes them without telling anybody here.
 */

/**
 * @param {object} options
 * @param {"cluster" | "instance"} options.kind
 * @param {string} options.identifier the same in every region
 * @param {string[]} options.regions
 * @param {string} options.writerRegion decides between instances that all take writes, after a promotion
 * @param {(region: string) => import("@aws-sdk/client-rds").RDS} options.rds
 */
export function databases({ kind, identifier, regions, writerRegion, rds }) {
  return kind === "cluster"
    ? globalCluster(identifier, rds)
    : instances(identifier, regions, writerRegion, rds);
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_GlobalClusterMember.html */
function globalCluster(identifier, rds) {
  return async function writer() {
    const { GlobalClusters } = await rds(undefined).describeGlobalClusters({
      GlobalClusterIdentifier: identifier,
    });
    const arn = GlobalClusters[0].GlobalClusterMembers.find(({ IsWriter }) => IsWriter)?.DBClusterArn;
    if (arn === undefined) throw new Error(`no cluster of ${identifier} takes writes`);
    const client = rds(arn.split(":")[3]);
    const DBClusterIdentifier = arn.split(":")[6];
    return {
      name: arn,
      settled: async () => {
        const { DBClusters } = await client.describeDBClusters({ DBClusterIdentifier });
        return settled(DBClusters[0].Status, DBClusters[0].PendingModifiedValues);
      },
      setPassword: (MasterUserPassword) =>
        client.modifyDBCluster({ DBClusterIdentifier, MasterUserPassword, ApplyImmediately: true }),
    };
  };
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html */
function instances(DBInstanceIdentifier, regions, writerRegion, rds) {
  const describe = async (client) =>
    (await client.describeDBInstances({ DBInstanceIdentifier })).DBInstances[0];
  return async function writer() {
    const found = await Promise.allSettled(
      regions.map(async (region) => {
        const client = rds(region);
        return { region, client, instance: await describe(client) };
      }),
    );
    const writers = found
      .flatMap(({ value }) => value ?? [])
      .filter(({ instance }) => instance.ReadReplicaSourceDBInstanceIdentifier === undefined);
    const chosen = writers.length === 1 ? writers[0] : writers.find(({ region }) => region === writerRegion);
    if (chosen === undefined) {
      const errors = found.flatMap(({ reason }) => reason?.message ?? []);
      throw new Error(
        `no instance ${DBInstanceIdentifier} takes writes: ${errors.join("; ") || "all are replicas"}`,
      );
    }
    const { client, instance } = chosen;
    return {
      name: instance.DBInstanceArn,
      settled: async () => {
        const { DBInstanceStatus, PendingModifiedValues } = await describe(client);
        return settled(DBInstanceStatus, PendingModifiedValues);
      },
      setPassword: (MasterUserPassword) =>
        client.modifyDBInstance({ DBInstanceIdentifier, MasterUserPassword, ApplyImmediately: true }),
    };
  };
}

function settled(status, pending) {
  return status === "available" && pending?.MasterUserPassword === undefined;
}
