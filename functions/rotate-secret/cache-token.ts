import type { ElastiCache } from "@aws-sdk/client-elasticache";
import { type Pause, type Rotated, until } from "./rotation";

export interface CacheTokenOptions {
  readonly cache: Pick<ElastiCache, "describeReplicationGroups" | "modifyReplicationGroup">;
  readonly replicationGroupId: string;
  readonly pause: Pause;
}

/**
 * The auth token of an ElastiCache replication group. ElastiCache accepts the newest two tokens. A rotation adds the
 * new one and so drops the one before last: tasks that were started with the last one go on working until the next
 * rotation. The group can not be reached from here; ElastiCache is asked whether it has taken the token.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
 */
export function cacheToken({ cache, replicationGroupId, pause }: CacheTokenOptions): Rotated {
  const describe = async () => {
    const { ReplicationGroups: [group] = [] } = await cache.describeReplicationGroups({
      ReplicationGroupId: replicationGroupId,
    });
    if (group === undefined) throw new Error(`there is no replication group ${replicationGroupId}`);
    return group;
  };
  const settled = async () => {
    await until(`${replicationGroupId} did not become available`, pause, async () => {
      const { Status, PendingModifiedValues } = await describe();
      return Status === "available" && PendingModifiedValues?.AuthTokenStatus === undefined;
    });
    return describe();
  };
  const change = async (AuthToken: string, AuthTokenUpdateStrategy: "ROTATE" | "SET") => {
    await cache.modifyReplicationGroup({
      ReplicationGroupId: replicationGroupId,
      AuthToken,
      AuthTokenUpdateStrategy,
      ApplyImmediately: true,
    });
    await pause(10_000);
    return settled();
  };
  const requireToken = async () => {
    if ((await settled()).AuthTokenEnabled !== true) {
      throw new Error(`${replicationGroupId} does not ask for a token`);
    }
  };
  return {
    /** The first time that is the current one, which tasks were given and the group does not ask for yet. */
    next: async (current, random) => ((await describe()).AuthTokenEnabled === true ? random(64) : current),
    set: async ({ pending, current }) => {
      const first = pending === current;
      const { AuthTokenEnabled } = await settled();
      if (!first || AuthTokenEnabled !== true) await change(pending, "ROTATE");
      if (first) await change(pending, "SET");
      await requireToken();
    },
    test: requireToken,
  };
}
