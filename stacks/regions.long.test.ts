import { join } from "node:path";
import { DeleteDBSnapshotCommand, RDSClient } from "@aws-sdk/client-rds";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { perform, prepare, retire } from "../tools/failover/failover";
import type { Surroundings } from "../tools/failover/read-replica";
import { losses } from "../tools/plan/guard";
import type { TerraformPlan } from "../tools/plan/terraform-plan";
import { EmulatedAccount, type Machine } from "../tools/testing/emulated-account";
import { environment, MINIMAL } from "../tools/testing/synthesize";
import { stateOf } from ".";

const REGIONS = ["us-east-1", "us-west-2"] as const;
const [EAST, WEST] = REGIONS;
const SMALL = {
  ...MINIMAL,
  deletionProtection: false,
  regions: REGIONS.map((name) => ({ name })),
  network: { nat: "single", interfaceEndpoints: [], gatewayEndpoints: [] },
  secrets: { API_KEY: {} },
} satisfies EnvironmentInput;
const DATABASE = { finalSnapshot: false, monitoringIntervalSeconds: 0 } as const;

/** Both ways in which a database is replicated. */
const ENVIRONMENTS = {
  aurora: { ...SMALL, database: { ...DATABASE, engine: "aurora-postgresql", readers: 0 } },
  postgres: { ...SMALL, database: { ...DATABASE, engine: "postgres", multiAz: false }, backup: {} },
} satisfies Record<string, EnvironmentInput>;
type Name = keyof typeof ENVIRONMENTS;
const NAMES = Object.keys(ENVIRONMENTS) as Name[];

type PrimaryRegion = (typeof REGIONS)[number];

const environmentOf = (name: Name, primaryRegion?: PrimaryRegion) => {
  const { database, ...rest } = ENVIRONMENTS[name];
  return environment({ ...rest, database: { ...database, ...(primaryRegion && { primaryRegion }) } }, name);
};

let account: EmulatedAccount;
/** What is configured before a failover, after it, and once it was taken back. */
let machine: Machine, switched: Machine, back: Machine;

beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
  await account.makeState(stateOf(environment(MINIMAL)));
  const configured = (primaryRegion?: PrimaryRegion) =>
    account.machine(...NAMES.map((name) => environmentOf(name, primaryRegion)));
  machine = configured();
  switched = configured(WEST);
  back = configured(EAST);
});

afterAll(() => account.stop());

const stack = (name: Name, region: string, kind: "network" | "data", on = machine) =>
  on.terraform(`${name}-${region}-${kind}`);

async function deploy(name: Name): Promise<void> {
  for (const kind of ["network", "data"] as const) {
    for (const region of REGIONS) {
      const terraform = stack(name, region, kind);
      await terraform.init();
      await terraform.apply();
    }
  }
}

async function destroy(name: Name): Promise<void> {
  for (const kind of ["data", "network"] as const) {
    for (const region of [WEST, EAST]) await stack(name, region, kind).destroy();
  }
}

const expectNoChange = async (name: Name, on: Machine) => {
  for (const region of REGIONS) expect(await stack(name, region, "data", on).drift()).toBeUndefined();
};

/** No tasks are deployed here, and no metrics measured. */
const QUIET: Surroundings = {
  stopTasks: () => Promise.resolve(),
  tasksLeft: () => Promise.resolve(0),
  lag: () => Promise.resolve({ measured: new Date(Date.now() + 60_000), seconds: 0 }),
};

/**
 * The steps of docs/failover.md, from the first command to a configuration that says the same and changes nothing.
 *
 * @param on a machine with that configuration
 */
async function followRunbook(name: Name, to: PrimaryRegion, on: Machine): Promise<void> {
  const from = to === EAST ? WEST : EAST;
  const request = {
    environment: environmentOf(name, from),
    to,
    unplanned: false,
    patience: { pauseMs: 1000, limitMs: 120_000 },
    surroundings: QUIET,
  };
  const say = () => undefined;
  const failover = await prepare(request);
  expect(failover).toMatchObject({ from, to, done: false });
  await perform(failover, false, say);
  if (name === "postgres") {
    const DBSnapshotIdentifier = await retire(request, from, say);
    expect(DBSnapshotIdentifier).toBeDefined();
    // It stays until somebody is sure that nothing in it is missed.
    await new RDSClient({ region: from }).send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier }));
  }
  for (const region of REGIONS) {
    const id = `${name}-${region}-data`;
    const terraform = stack(name, region, "data", on);
    const plan = join(on.directory(id), "plan");
    await terraform.init();
    await terraform.plan(plan);
    expect(losses(id, (await terraform.show(plan)) as TerraformPlan)).toEqual([]);
    await terraform.applyPlan(plan);
  }
  await expectNoChange(name, on);
  expect((await prepare(request)).done).toBe(true);
}

describe.concurrent("an environment in two regions", () => {
  it.each(NAMES)(
    "X1/X2: %s is replicated, converges, fails over and back without a loss, and is destroyed",
    async (name) => {
      await deploy(name);
      await expectNoChange(name, machine);

      await followRunbook(name, WEST, switched);
      await followRunbook(name, EAST, back);

      await destroy(name);
    },
    2_700_000,
  );
});

it("P5: leaves nothing behind", async () => {
  const state = stateOf(environment(MINIMAL));
  // Automated backups of an instance that was retired expire as they would have.
  const left = (await account.resources()).filter((one) => !one.startsWith("snapshot rds:webapp-postgres-"));
  expect(left).toEqual([`bucket ${state.bucket}`, `table ${state.table}`]);
});
