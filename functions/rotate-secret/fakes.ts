import type { CacheTokenOptions } from "./cache-token";
import { type Rotated, rotation, type RotationOptions } from "./rotation";

interface Version {
  readonly value?: string;
  readonly stages: string[];
}

/** The steps of a rotation, in their order. */
export const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

/** Rotations of a secret, without its waits. */
export class Rotations {
  /** How long was waited, in milliseconds. */
  paused = 0;
  /** Called instead of waiting. */
  onPause: () => void = () => undefined;
  readonly pause = (milliseconds: number) => {
    this.onPause();
    return Promise.resolve((this.paused += milliseconds));
  };

  constructor(
    private readonly secret: FakeSecret,
    private readonly rotated: (pause: RotationOptions["pause"]) => Rotated,
  ) {}

  call(Step: string, ClientRequestToken: string): Promise<void> {
    return this.handler({ Step, SecretId: "secret", ClientRequestToken });
  }

  get handler() {
    const { pause } = this;
    return rotation({ secrets: this.secret.client, rotated: this.rotated(pause), pause });
  }

  /** What Secrets Manager does: it announces the version, then calls the steps. */
  async rotate(version: string): Promise<void> {
    this.secret.versions.set(version, { stages: ["AWSPENDING"] });
    for (const step of STEPS) await this.call(step, version);
  }

  /** The same, but every step is interrupted after what it does, and called again. */
  async rotateInterrupted(version: string): Promise<void> {
    this.secret.versions.set(version, { stages: ["AWSPENDING"] });
    for (const step of STEPS) for (const attempt of [step, step]) await this.call(attempt, version);
  }
}

/** A secret as Secrets Manager keeps it: versions with stages, each stage on one version. */
export class FakeSecret {
  readonly versions = new Map<string, Version>();
  /** What was rotated at once, whatever the schedule says. */
  readonly rotatedAtOnce: string[] = [];
  private random = 0;

  /** @param first value of its only version */
  constructor(first: string) {
    this.versions.set("first", { value: first, stages: ["AWSCURRENT", "FIRST"] });
  }

  current(): string | undefined {
    return [...this.versions.values()].find(({ stages }) => stages.includes("AWSCURRENT"))?.value;
  }

  readonly client = {
    describeSecret: () =>
      Promise.resolve({
        VersionIdsToStages: Object.fromEntries([...this.versions].map(([id, { stages }]) => [id, stages])),
      }),
    getSecretValue: ({ VersionId, VersionStage }: { VersionId?: string; VersionStage: string }) => {
      const found = [...this.versions].find(
        ([id, { stages }]) => (VersionId === undefined || VersionId === id) && stages.includes(VersionStage),
      );
      const value = found?.[1].value;
      return value === undefined
        ? Promise.reject(Object.assign(new Error("no value"), { name: "ResourceNotFoundException" }))
        : Promise.resolve({ SecretString: value });
    },
    putSecretValue: (put: { ClientRequestToken: string; SecretString: string; VersionStages: string[] }) => {
      this.versions.set(put.ClientRequestToken, { value: put.SecretString, stages: put.VersionStages });
      return Promise.resolve({});
    },
    getRandomPassword: () => {
      this.random += 1;
      return Promise.resolve({ RandomPassword: `random-${this.random}` });
    },
    updateSecretVersionStage: (move: {
      VersionStage: string;
      MoveToVersionId: string;
      RemoveFromVersionId: string;
    }) => {
      const from = this.versions.get(move.RemoveFromVersionId);
      if (from?.stages.includes(move.VersionStage) !== true) throw new Error("the stage is not there");
      from.stages.splice(from.stages.indexOf(move.VersionStage), 1);
      for (const { stages } of this.versions.values()) {
        if (stages.includes("AWSPREVIOUS")) stages.splice(stages.indexOf("AWSPREVIOUS"), 1);
      }
      from.stages.push("AWSPREVIOUS");
      this.versions.get(move.MoveToVersionId)?.stages.push(move.VersionStage);
      return Promise.resolve({});
    },
    rotateSecret: ({ SecretId }: { SecretId: string }) => {
      this.rotatedAtOnce.push(SecretId);
      this.versions.set("at-once", { value: "at once", stages: ["AWSPENDING"] });
      return Promise.resolve({ VersionId: "at-once" });
    },
  } as unknown as RotationOptions["secrets"];
}

/** A replication group as ElastiCache changes it: a while after it was told to. */
export class FakeGroup {
  /** Tokens that are accepted, the newest last. */
  tokens: string[] = [];
  /** Whether connections without a token are refused. */
  insists = false;
  readonly changes: string[] = [];
  /** Answers that still say that it is being changed. */
  busy = 0;
  /** How many answers a change takes. */
  slowness = 2;

  readonly client = {
    describeReplicationGroups: () => {
      const changing = this.busy > 0;
      this.busy = Math.max(0, this.busy - 1);
      const group = {
        Status: changing ? "modifying" : "available",
        AuthTokenEnabled: this.tokens.length > 0,
        PendingModifiedValues: {},
      };
      return Promise.resolve({ ReplicationGroups: [group] });
    },
    modifyReplicationGroup: (change: { AuthToken: string; AuthTokenUpdateStrategy: "ROTATE" | "SET" }) => {
      if (this.busy > 0) throw new Error("the group is being changed");
      this.changes.push(`${change.AuthTokenUpdateStrategy} ${change.AuthToken}`);
      if (change.AuthTokenUpdateStrategy === "ROTATE") {
        this.tokens = [...this.tokens, change.AuthToken].slice(-2);
      } else {
        this.tokens = [change.AuthToken];
        this.insists = true;
      }
      this.busy = this.slowness;
      return Promise.resolve({});
    },
  } as unknown as CacheTokenOptions["cache"];
}
