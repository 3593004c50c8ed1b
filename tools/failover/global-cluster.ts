import {
  DescribeDBClustersCommand,
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  type GlobalCluster,
  GlobalClusterNotFoundFault,
  SwitchoverGlobalClusterCommand,
} from "@aws-sdk/client-rds";
import type { Say } from "../cli/stages";
import { rds } from "./clients";
import type { ReplicatedDatabase } from "./replicated-database";
import { FailoverError, type Patience, until } from "./waiting";

/**
 * An Aurora global database. The former primary cluster goes on as a secondary one, after a failover once its region
 * is back.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
 */
export class GlobalDatabaseCluster implements ReplicatedDatabase {
  constructor(
    /** Of the global cluster. */
    private readonly identifier: string,
    private readonly patience: Patience,
  ) {}

  /** One region knows about all of them. */
  async writer([asked = ""]: readonly string[]): Promise<string | undefined> {
    const { GlobalClusterMembers = [] } = await this.describe(asked);
    const writer = GlobalClusterMembers.find(({ IsWriter }) => IsWriter === true);
    return writer && regionOf(writer.DBClusterArn);
  }

  async switchOver(from: string, to: string, say: Say): Promise<void> {
    await rds(from).send(
      new SwitchoverGlobalClusterCommand({
        GlobalClusterIdentifier: this.identifier,
        TargetDbClusterIdentifier: await this.memberIn(to),
      }),
    );
    await this.settled(to, say);
  }

  async failOver(_from: string, to: string, say: Say): Promise<void> {
    await rds(to).send(
      new FailoverGlobalClusterCommand({
        GlobalClusterIdentifier: this.identifier,
        TargetDbClusterIdentifier: await this.memberIn(to),
        AllowDataLoss: true,
      }),
    );
    await this.settled(to, say);
  }

  private async settled(to: string, say: Say): Promise<void> {
    say(`waiting until the cluster in ${to} takes writes`);
    const DBClusterIdentifier = (await this.memberIn(to)).split(":")[6];
    await until(`${this.identifier} takes writes in ${to}`, this.patience, async () => {
      const { Status, FailoverState } = await this.describe(to);
      if (Status !== "available" || FailoverState?.Status !== undefined) return false;
      if ((await this.writer([to])) !== to) return false;
      const { DBClusters } = await rds(to).send(new DescribeDBClustersCommand({ DBClusterIdentifier }));
      return DBClusters?.[0]?.Status === "available";
    });
  }

  private async memberIn(region: string): Promise<string> {
    const { GlobalClusterMembers = [] } = await this.describe(region);
    const arns = GlobalClusterMembers.flatMap(({ DBClusterArn }) => DBClusterArn ?? []);
    const arn = arns.find((member) => regionOf(member) === region);
    if (arn !== undefined) return arn;
    const allowed = arns.map(regionOf).join(", ") || "none";
    throw new FailoverError(`${this.identifier} has no cluster in ${region}; it has one in: ${allowed}`);
  }

  /** Asked in the region that is to take over: it is the one that has to answer. */
  private async describe(region: string): Promise<GlobalCluster> {
    try {
      const { GlobalClusters } = await rds(region).send(
        new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: this.identifier }),
      );
      const [found] = GlobalClusters ?? [];
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof GlobalClusterNotFoundFault)) throw error;
    }
    throw new FailoverError(`there is no global cluster ${this.identifier}`);
  }
}

function regionOf(arn = ""): string {
  return arn.split(":")[3] ?? "";
}
