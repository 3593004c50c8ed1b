import type { RdsClient } from "./writer";

const REGIONS = ["us-east-1", "us-west-2"];

const identifierIn = (region: string) => `webapp-test${region === "us-east-1" ? "" : `-${region}`}`;

/** Two regions' databases as RDS describes them: one takes writes, the other follows it. */
export class FakeDatabases {
  writer = "us-east-1";
  /** Whether the other one takes writes as well, after a promotion. */
  promoted = false;
  /** A region that does not answer. */
  gone: string | undefined;
  /** Answers that still say that the database is being changed. */
  busy = 0;
  /** Passwords that were set, by region. */
  readonly passwords: Record<string, string> = {};

  client(region: string): RdsClient {
    const answer = <T>(value: () => T): Promise<T> =>
      region === this.gone ? Promise.reject(new Error(`${region} is gone`)) : Promise.resolve(value());
    const status = () => {
      const changing = this.busy > 0;
      this.busy = Math.max(0, this.busy - 1);
      return changing ? "modifying" : "available";
    };
    const setPassword = ({ MasterUserPassword }: { MasterUserPassword: string }) =>
      answer(() => {
        if (this.busy > 0) throw new Error("the database is being changed");
        this.passwords[region] = MasterUserPassword;
        return {};
      });
    return {
      describeGlobalClusters: () =>
        answer(() => ({
          GlobalClusters: [
            {
              GlobalClusterMembers: REGIONS.map((name) => ({
                DBClusterArn: `arn:aws:rds:${name}:111111111111:cluster:${identifierIn(name)}`,
                IsWriter: name === this.writer,
              })),
            },
          ],
        })),
      describeDBClusters: () => answer(() => ({ DBClusters: [{ Status: status() }] })),
      describeDBInstances: () =>
        answer(() => ({
          DBInstances: [
            {
              DBInstanceArn: `arn:aws:rds:${region}:111111111111:db:${identifierIn(region)}`,
              DBInstanceStatus: status(),
              ReadReplicaSourceDBInstanceIdentifier:
                region === this.writer || this.promoted ? undefined : "source",
            },
          ],
        })),
      modifyDBCluster: setPassword,
      modifyDBInstance: setPassword,
    } as unknown as RdsClient;
  }
}
