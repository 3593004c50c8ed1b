import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  CreateDBInstanceReadReplicaCommand,
  CreateGlobalClusterCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { databaseIdentifier } from "../../constructs/rds/identifier";
import type { EnvironmentInput } from "../../environments/config/schema";
import { EmulatedAccount } from "../testing/emulated-account";
import { environment, MINIMAL } from "../testing/synthesize";
import { nextSteps, perform, prepare, retire, start } from "./failover";
import type { Lag, Surroundings } from "./read-replica";
import { replicaLag } from "./replica-lag";
import { Tasks } from "./tasks";

const EAST = "us-east-1";
const WEST = "us-west-2";
const TWO = {
  ...MINIMAL,
  regions: [{ name: EAST }, { name: WEST }],
  services: { web: { route: {}, min: 1, desired: 2, max: 4 } },
} satisfies EnvironmentInput;
const AURORA = environment({ ...TWO, database: { engine: "aurora-postgresql" } });
const INSTANCE = environment({ ...TWO, database: { engine: "postgres" } });
const NAME = "webapp-test";
/** Databases of regions after the first one carry the region. */
const named = (region: string) => databaseIdentifier(INSTANCE, region);
const patience = { pauseMs: 50, limitMs: 2000 };
const said: string[] = [];
const say = (activity: string) => said.push(activity);

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
});
afterEach(async () => {
  said.splice(0);
  await account.reset();
});
afterAll(() => account.stop());

/** Looks, and does what is to be done; the region that took writes before. */
async function failOver(request: Parameters<typeof prepare>[0]): Promise<{ from: string; done: boolean }> {
  const { from, done, ...rest } = await prepare(request);
  if (!done) await perform({ from, done, ...rest }, request.unplanned, say);
  return { from, done };
}

describe("an Aurora global database", () => {
  const request = { environment: AURORA, to: WEST, unplanned: false, patience };
  const cluster = (region: string) => ({ DBClusterIdentifier: named(region), Engine: "aurora-postgresql" });
  const arn = (region: string) => `arn:aws:rds:${region}:${MINIMAL.account}:cluster:${named(region)}`;

  async function createGlobalDatabase() {
    const east = new RDSClient({ region: EAST });
    const credentials = { MasterUsername: "app", MasterUserPassword: "not-a-secret-here" };
    await east.send(new CreateDBClusterCommand({ ...cluster(EAST), ...credentials }));
    const GlobalClusterIdentifier = NAME;
    await east.send(
      new CreateGlobalClusterCommand({ GlobalClusterIdentifier, SourceDBClusterIdentifier: arn(EAST) }),
    );
    await new RDSClient({ region: WEST }).send(
      new CreateDBClusterCommand({ ...cluster(WEST), GlobalClusterIdentifier }),
    );
  }

  it.each([
    ["hands writes over", false],
    ["takes writes over", true],
  ])("X2: %s, once, and back", async (_, unplanned) => {
    await createGlobalDatabase();

    expect(await failOver({ ...request, unplanned })).toEqual({ from: EAST, done: false });
    expect(await failOver({ ...request, unplanned })).toEqual({ from: WEST, done: true });
    expect(await failOver({ ...request, to: EAST, unplanned })).toEqual({ from: WEST, done: false });
    expect(await failOver({ ...request, to: EAST, unplanned })).toEqual({ from: EAST, done: true });
  });

  it("X2: says that there is none, or none in that region", async () => {
    await expect(prepare(request)).rejects.toThrow("there is no global cluster webapp-test");
    await createGlobalDatabase();
    const third = environment({
      ...TWO,
      regions: [...TWO.regions, { name: "eu-west-1" }],
      database: { engine: "aurora-postgresql" },
    });
    await expect(failOver({ ...request, environment: third, to: "eu-west-1" })).rejects.toThrow(
      "webapp-test has no cluster in eu-west-1; it has one in: us-east-1, us-west-2",
    );
  });

  it("X2: has nothing to retire, since a former writer follows by itself", async () => {
    await expect(retire(request, EAST, say)).rejects.toThrow("follows the new writer by itself");
  });
});

describe("an instance and its replica", () => {
  const request = { environment: INSTANCE, to: WEST, unplanned: false, patience };
  const rds = (region: string) => new RDSClient({ region });

  async function createInstance(region: string) {
    await rds(region).send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: named(region),
        DBInstanceClass: "db.t4g.medium",
        Engine: "postgres",
        AllocatedStorage: 20,
        MasterUsername: "app",
        MasterUserPassword: "not-a-secret-here",
        DeletionProtection: true,
      }),
    );
  }

  async function createReplica(region: string, of: string) {
    await rds(region).send(
      new CreateDBInstanceReadReplicaCommand({
        DBInstanceIdentifier: named(region),
        SourceDBInstanceIdentifier: `arn:aws:rds:${of}:${MINIMAL.account}:db:${named(of)}`,
      }),
    );
  }

  /** What happens around the database, in order; the replica has caught up once nothing runs any more. */
  function surroundings(events: string[], measure: () => Lag | undefined = caughtUp): Surroundings {
    return {
      stopTasks: (region) => Promise.resolve(void events.push(`stop ${region}`)),
      tasksLeft: () => Promise.resolve(0),
      lag: (region) => {
        events.push(`lag ${region}`);
        return Promise.resolve(measure());
      },
    };
  }
  const caughtUp = (): Lag => ({ measured: new Date(Date.now() + 60_000), seconds: 0 });

  async function pair() {
    await createInstance(EAST);
    await createReplica(WEST, EAST);
  }

  const source = async (region: string) => {
    const { DBInstances } = await rds(region).send(
      new DescribeDBInstancesCommand({ DBInstanceIdentifier: named(region) }),
    );
    return DBInstances?.[0]?.ReadReplicaSourceDBInstanceIdentifier;
  };

  it("X2: is promoted once nothing writes any more and it has everything", async () => {
    await pair();
    const events: string[] = [];
    const behind: Lag[] = [
      // Measured after everything had stopped, but what it replayed last was written before.
      { measured: new Date(Date.now() + 60_000), seconds: 120 },
    ];
    const around = surroundings(events, () => behind.shift() ?? caughtUp());

    expect(await failOver({ ...request, surroundings: around })).toEqual({ from: EAST, done: false });

    expect(events).toEqual([`stop ${EAST}`, `lag ${WEST}`, `lag ${WEST}`]);
    expect(await source(WEST)).toBeUndefined();
  });

  it.each([
    ["was measured before everything had stopped", { measured: new Date(0), seconds: 0 }],
    ["is not measured", undefined],
  ])("X2: is not promoted while its lag %s", async (_, lag) => {
    await pair();
    const around = surroundings([], () => lag);

    await expect(failOver({ ...request, surroundings: around })).rejects.toThrow(
      "the replica in us-west-2 has caught up",
    );
    expect(await source(WEST)).toContain(EAST);
  });

  it("X2: is not promoted where tasks were started again meanwhile", async () => {
    await pair();
    const around = { ...surroundings([]), tasksLeft: () => Promise.resolve(3) };

    await expect(failOver({ ...request, surroundings: around })).rejects.toThrow(
      "3 tasks were started in us-east-1 meanwhile",
    );
    expect(await source(WEST)).toContain(EAST);
  });

  it("X2: is promoted without asking anything of the region that is gone", async () => {
    await pair();
    const events: string[] = [];

    expect(await failOver({ ...request, unplanned: true, surroundings: surroundings(events) })).toEqual({
      from: EAST,
      done: false,
    });

    expect(events).toEqual([]);
    expect(await source(WEST)).toBeUndefined();
  });

  it("X2: is promoted once: a repeated call finds it done, and the former writer is refused", async () => {
    await pair();
    const around = { surroundings: surroundings([]) };
    await failOver({ ...request, ...around });

    expect(await failOver({ ...request, ...around })).toEqual({ from: WEST, done: true });
    expect(await failOver({ ...request, ...around, unplanned: true })).toEqual({ from: WEST, done: true });
    for (const unplanned of [false, true]) {
      await expect(failOver({ ...request, ...around, to: EAST, unplanned })).rejects.toThrow(
        "webapp-test in us-east-1 is no replica",
      );
    }
  });

  it("X2: the former writer goes into a snapshot, and takes writes again as a replica that is promoted", async () => {
    await pair();
    const events: string[] = [];
    const around = { surroundings: surroundings(events) };
    await failOver({ ...request, ...around, unplanned: true });

    const snapshot = await retire({ ...request, ...around }, EAST, say);

    expect(events).toEqual([`stop ${EAST}`]);
    expect(snapshot).toMatch(/^webapp-test-retired-\d{14}$/);
    const { DBSnapshots = [] } = await rds(EAST).send(new DescribeDBSnapshotsCommand({}));
    expect(DBSnapshots.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier)).toContain(snapshot);
    expect(await retire({ ...request, ...around }, EAST, say)).toBeUndefined();

    await createReplica(EAST, WEST);
    expect(await failOver({ ...request, ...around, to: EAST })).toEqual({ from: WEST, done: false });
    expect(await source(EAST)).toBeUndefined();
  });

  it("X2: what is in use, and what follows it, is not retired", async () => {
    await pair();
    const around = { ...request, surroundings: surroundings([]) };

    await expect(retire(around, EAST, say)).rejects.toThrow("webapp-test in us-east-1 is the one in use");
    expect(await retire(around, WEST, say)).toBeUndefined();
    expect(await source(WEST)).toContain(EAST);
  });

  it("X2: services are not started beside an instance that nobody else sees", async () => {
    await pair();
    await failOver({ ...request, unplanned: true });
    await expect(start(request, EAST)).rejects.toThrow("neither in use nor a replica");
  });

  it("X2: says where no region's database takes writes", async () => {
    await expect(prepare(request)).rejects.toThrow("no region's database takes writes");
  });
});

describe("what can not be failed over", () => {
  const request = { environment: AURORA, to: WEST, unplanned: false, patience };

  it.each([
    ["one region", { ...MINIMAL, database: { engine: "postgres" } }],
    ["no database", TWO],
    [
      "a database of its own in each region",
      { ...TWO, database: { engine: "postgres", replication: "independent" } },
    ],
  ] satisfies [string, EnvironmentInput][])("X2: is an environment with %s", async (_, input) => {
    await expect(prepare({ ...request, environment: environment(input) })).rejects.toThrow(
      "environment: given test; allowed are those with several regions and a replicated database",
    );
  });

  it("X2: is a region that the environment does not have", async () => {
    const wrong = 'given "eu-west-1"; allowed are us-east-1, us-west-2';
    await expect(prepare({ ...request, to: "eu-west-1" })).rejects.toThrow(`--to: ${wrong}`);
    await expect(retire(request, "eu-west-1", say)).rejects.toThrow(`--retire: ${wrong}`);
    await expect(start(request, "eu-west-1")).rejects.toThrow(`--start: ${wrong}`);
  });
});

describe("the tasks of a region", () => {
  const ecs = new ECSClient({ region: EAST });
  const task = { cluster: NAME, taskDefinition: "web", launchType: "FARGATE" } as const;
  const tasks = new Tasks(INSTANCE, patience);

  /** @returns how a task of the service is started by hand */
  async function createService() {
    const ec2 = new EC2Client({ region: EAST });
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    const subnets = Subnets.slice(0, 1).flatMap(({ SubnetId }) => SubnetId ?? []);
    const securityGroups = SecurityGroups.slice(0, 1).flatMap(({ GroupId }) => GroupId ?? []);
    const networkConfiguration = { awsvpcConfiguration: { subnets, securityGroups } };
    await ecs.send(new CreateClusterCommand({ clusterName: NAME }));
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: "web",
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: "256",
        memory: "512",
        containerDefinitions: [{ name: "web", image: "web", cpu: 256, memory: 512 }],
      }),
    );
    await ecs.send(
      new CreateServiceCommand({ ...task, networkConfiguration, serviceName: "web", desiredCount: 2 }),
    );
    return { ...task, networkConfiguration };
  }

  const scaled = async () => {
    const { services = [] } = await ecs.send(
      new DescribeServicesCommand({ cluster: NAME, services: ["web"] }),
    );
    const { ScalableTargets = [] } = await new ApplicationAutoScalingClient({ region: EAST }).send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: "ecs" }),
    );
    const bounds = ScalableTargets.map(({ ResourceId, MinCapacity, MaxCapacity }) => ({
      ResourceId,
      MinCapacity,
      MaxCapacity,
    }));
    return { desired: services[0]?.desiredCount, bounds };
  };

  it("X2: are all waited for, one that somebody has started by hand too", async () => {
    const started = await ecs.send(new RunTaskCommand(await createService()));
    const arn = started.tasks?.[0]?.taskArn;
    // Looks once: an emulated task goes on to its end by itself, a step each time somebody looks.
    const impatient = new Tasks(INSTANCE, { pauseMs: 50, limitMs: 0 });
    await expect(impatient.stop(EAST, say)).rejects.toThrow("all tasks of webapp-test in us-east-1");
    expect(said).toContain("1 tasks left in us-east-1");

    await ecs.send(new StopTaskCommand({ cluster: NAME, task: arn }));
    await tasks.stop(EAST, say);

    expect(await scaled()).toEqual({
      desired: 0,
      bounds: [{ ResourceId: "service/webapp-test/web", MinCapacity: 0, MaxCapacity: 0 }],
    });
  });

  it("X2: are started again as the configuration says", async () => {
    await createService();
    await tasks.stop(EAST, say);
    await tasks.start(EAST);

    expect(await scaled()).toEqual({
      desired: 2,
      bounds: [{ ResourceId: "service/webapp-test/web", MinCapacity: 1, MaxCapacity: 4 }],
    });
  });
});

describe("the lag of a replica", () => {
  const minutesAgo = (minutes: number) => new Date(Math.floor(Date.now() / 60_000 - minutes) * 60_000);

  async function measure(...values: [minutesAgo: number, seconds: number][]) {
    await new CloudWatchClient({ region: WEST }).send(
      new PutMetricDataCommand({
        Namespace: "AWS/RDS",
        MetricData: values.map(([minutes, Value]) => ({
          MetricName: "ReplicaLag",
          Dimensions: [{ Name: "DBInstanceIdentifier", Value: NAME }],
          Timestamp: minutesAgo(minutes),
          Value,
        })),
      }),
    );
  }

  it("X2: is the worst of the last minute that was measured", async () => {
    await measure([3, 90], [2, 4], [2, 7]);
    expect(await replicaLag(WEST, NAME)).toEqual({ measured: minutesAgo(2), seconds: 7 });
  });

  it("X2: is unknown while the replica follows nothing", async () => {
    expect(await replicaLag(WEST, NAME)).toBeUndefined();
    await measure([2, -1]);
    expect(await replicaLag(WEST, NAME)).toBeUndefined();
  });
});

describe("what is left to do", () => {
  it("X2: is told in commands, for an instance with its former writer first", () => {
    const deploy = ["npm run plan -- test", "npm run deploy -- test"];
    const configure = 'in environments/test.ts, set database.primaryRegion to "us-west-2"';
    const steps = (environment: typeof AURORA) =>
      nextSteps({ environment, to: WEST })
        .split("\n")
        .slice(1)
        .map((line) => line.replace(/^\d\. /, ""));

    expect(steps(AURORA)).toEqual([configure, ...deploy]);
    expect(steps(INSTANCE)).toEqual([
      "npm run failover -- test --retire us-east-1",
      configure,
      ...deploy,
      "npm run failover -- test --start us-east-1",
    ]);
  });
});
