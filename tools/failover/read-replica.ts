import {
  type DBInstance,
  DBInstanceNotFoundFault,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  PromoteReadReplicaCommand,
} from "@aws-sdk/client-rds";
import type { Say } from "../cli/stages";
import { rds } from "./clients";
import type { ReplicatedDatabase } from "./replicated-database";
import { FailoverError, type Patience, until } from "./waiting";

/** What promotion needs besides RDS. */
export interface Surroundings {
  /** Stops everything that writes in a region; resolves once nothing runs there any more. */
  readonly stopTasks: (region: string, say: Say) => Promise<void>;
  /** How many tasks of a region may still write. */
  readonly tasksLeft: (region: string) => Promise<number>;
  /** How far the replica in a region has followed its source; undefined while nobody has measured it. */
  readonly lag: (region: string, identifier: string) => Promise<Lag | undefined>;
}

export interface Lag {
  /** The beginning of the minute that was measured. */
  readonly measured: Date;
  /** The most seconds that it was behind in this minute. */
  readonly seconds: number;
}

/**
 * An instance and its cross-region replica. Promotion separates them for good: the former source knows nothing of
 * it, goes on taking writes, and has to be made anew as a replica.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Promote.html
 */
export class ReadReplica implements ReplicatedDatabase {
  constructor(
    /** Identifier of the instance in a region. */
    private readonly identifierIn: (region: string) => string,
    private readonly surroundings: Surroundings,
    private readonly patience: Patience,
  ) {}

  /** After a promotion two instances take writes. The one in use is the younger: a replica is made after its source. */
  async writer(
    [asked = "", ...others]: readonly string[],
    asking: "all" | "those that answer",
  ): Promise<string | undefined> {
    const found = [{ region: asked, instance: await this.describe(asked) }];
    for (const region of others) {
      const instance = await this.describe(region).catch((error: unknown) => {
        if (asking === "all") throw error;
        return undefined;
      });
      if (instance !== undefined) found.push({ region, instance });
    }
    return found
      .flatMap(({ region, instance }) => (alone(instance) ? [{ region, since: created(instance) }] : []))
      .sort((a, b) => b.since - a.since)[0]?.region;
  }

  async switchOver(from: string, to: string, say: Say): Promise<void> {
    await this.requireReplica(to, from);
    say(`stopping all tasks in ${from}, so that nothing is written`);
    await this.surroundings.stopTasks(from, say);
    const stopped = new Date();
    say("waiting until the replica has everything that was written");
    await until(`the replica in ${to} has caught up`, this.patience, async () => {
      const lag = await this.surroundings.lag(to, this.identifierIn(to));
      // What it replayed last was written after everything had stopped, in a minute that began after that.
      const replayed = lag && lag.measured.getTime() - lag.seconds * 1000;
      return replayed !== undefined && replayed >= stopped.getTime();
    });
    // A schedule or an alarm may have started some again.
    const left = await this.surroundings.tasksLeft(from);
    if (left > 0)
      throw new FailoverError(`${left} tasks were started in ${from} meanwhile; repeat the command`);
    await this.promote(to, say);
  }

  async failOver(_from: string, to: string, say: Say): Promise<void> {
    await this.requireReplica(to);
    await this.promote(to, say);
  }

  /**
   * Deletes an instance that follows no other and is not in use.
   *
   * @param regions all of them; every one has to answer
   * @returns the snapshot that it leaves; undefined where there is no such instance
   */
  async retire(region: string, regions: readonly string[], say: Say): Promise<string | undefined> {
    const instance = await this.describe(region);
    if (!alone(instance)) return undefined;
    if ((await this.writer(regions, "all")) === region) {
      throw new FailoverError(
        `${this.identifierIn(region)} in ${region} is the one in use; nothing was changed`,
      );
    }
    say(`stopping all tasks in ${region}`);
    await this.surroundings.stopTasks(region, say);
    const client = rds(region);
    const DBInstanceIdentifier = this.identifierIn(region);
    if (instance.DeletionProtection === true) {
      await client.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, DeletionProtection: false }));
    }
    const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    const snapshot = `${DBInstanceIdentifier}-retired-${time}`;
    await client.send(
      new DeleteDBInstanceCommand({
        DBInstanceIdentifier,
        FinalDBSnapshotIdentifier: snapshot,
        // They reach back to before the failover, and expire as they would have.
        DeleteAutomatedBackups: false,
      }),
    );
    say(`waiting until the instance in ${region} is gone`);
    await until(`the instance in ${region} is gone`, this.patience, async () => {
      return (await this.describe(region)) === undefined;
    });
    return snapshot;
  }

  /** @throws {FailoverError} where tasks of the region would write to an instance that is not in use */
  async requireUsable(region: string, regions: readonly string[]): Promise<void> {
    const instance = await this.describe(region);
    const followed = instance !== undefined && !alone(instance);
    if (followed || (await this.writer(regions, "all")) === region) return;
    throw new FailoverError(
      `${this.identifierIn(region)} in ${region} is neither in use nor a replica; make it one first (docs/failover.md)`,
    );
  }

  /** Two instances that are both promoted do not follow each other: one would lose what only it has. */
  private async requireReplica(region: string, of?: string): Promise<void> {
    const source = (await this.describe(region))?.ReadReplicaSourceDBInstanceIdentifier;
    if (source !== undefined && (of === undefined || source.split(":")[3] === of)) return;
    throw new FailoverError(
      `${this.identifierIn(region)} in ${region} is no replica${of === undefined ? "" : ` of the one in ${of}`}; ` +
        "make it one first (docs/failover.md)",
    );
  }

  private async promote(to: string, say: Say): Promise<void> {
    await rds(to).send(new PromoteReadReplicaCommand({ DBInstanceIdentifier: this.identifierIn(to) }));
    say(`waiting until the instance in ${to} takes writes`);
    await until(`${this.identifierIn(to)} takes writes in ${to}`, this.patience, async () => {
      const found = await this.describe(to);
      return found?.DBInstanceStatus === "available" && alone(found);
    });
  }

  private async describe(region: string): Promise<DBInstance | undefined> {
    try {
      const { DBInstances } = await rds(region).send(
        new DescribeDBInstancesCommand({ DBInstanceIdentifier: this.identifierIn(region) }),
      );
      return DBInstances?.[0];
    } catch (error) {
      if (error instanceof DBInstanceNotFoundFault) return undefined;
      throw error;
    }
  }
}

/** Whether there is an instance, and it follows no other. */
function alone(instance: DBInstance | undefined): instance is DBInstance {
  return instance !== undefined && instance.ReadReplicaSourceDBInstanceIdentifier === undefined;
}

function created({ InstanceCreateTime }: DBInstance): number {
  return InstanceCreateTime?.getTime() ?? 0;
}
