import {
  type DBInstance,
  DescribeDBInstancesCommand,
  PromoteReadReplicaCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import type { Say } from "../cli/stages";
import type { ReplicatedDatabase } from "./replicated-database";
import { FailoverError, type Patience, until } from "./waiting";

/** What promotion needs besides RDS. */
export interface Surroundings {
  /** Stops everything that writes in a region; resolves once nothing runs there any more. */
  readonly stopWriters: (region: string, say: Say) => Promise<void>;
  /** Seconds that the replica in a region is behind; undefined while there is no newer measurement. */
  readonly lag: (region: string, identifier: string) => Promise<Lag | undefined>;
}

export interface Lag {
  readonly measured: Date;
  readonly seconds: number;
}

/**
 * An instance and its cross-region replica. Promotion separates them for good: the former source knows nothing of
 * it, goes on taking writes, and has to be made anew as a replica.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Promote.html
 */
export class ReadReplica implements ReplicatedDatabase {
  constructor(
    private readonly identifier: string,
    private readonly surroundings: Surroundings,
    private readonly patience: Patience,
  ) {}

  async takesWrites(region: string): Promise<boolean> {
    return (await this.describe(region)).ReadReplicaSourceDBInstanceIdentifier === undefined;
  }

  async switchOver(from: string, to: string, say: Say): Promise<void> {
    const { ReadReplicaSourceDBInstanceIdentifier: source } = await this.describe(to);
    // Two instances that are both promoted do not follow each other: one would lose what only it has.
    if (source?.split(":")[3] !== from) {
      throw new FailoverError(
        `${this.identifier} in ${to} is no replica of the one in ${from}; make it one first (docs/failover.md)`,
      );
    }
    say(`stopping all tasks in ${from}, so that nothing is written`);
    await this.surroundings.stopWriters(from, say);
    const stopped = new Date();
    say("waiting until the replica has everything that was written");
    await until(`the replica in ${to} has caught up`, this.patience, async () => {
      const lag = await this.surroundings.lag(to, this.identifier);
      // What it replayed last was written after everything had stopped.
      return lag !== undefined && lag.measured.getTime() - lag.seconds * 1000 >= stopped.getTime();
    });
    await this.promote(to, say);
  }

  async failOver(_from: string, to: string, say: Say): Promise<void> {
    await this.promote(to, say);
  }

  private async promote(to: string, say: Say): Promise<void> {
    await new RDSClient({ region: to }).send(
      new PromoteReadReplicaCommand({ DBInstanceIdentifier: this.identifier }),
    );
    say(`waiting until the instance in ${to} takes writes`);
    await until(`${this.identifier} takes writes in ${to}`, this.patience, async () => {
      const found = await this.describe(to);
      return (
        found.DBInstanceStatus === "available" && found.ReadReplicaSourceDBInstanceIdentifier === undefined
      );
    });
  }

  private async describe(region: string): Promise<DBInstance> {
    const { DBInstances } = await new RDSClient({ region }).send(
      new DescribeDBInstancesCommand({ DBInstanceIdentifier: this.identifier }),
    );
    const [found] = DBInstances ?? [];
    if (found === undefined) throw new FailoverError(`${region} has no instance ${this.identifier}`);
    return found;
  }
}
