import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
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

const environmentOf = (name: Name, primaryRegion?: typeof EAST | typeof WEST) => {
  const { database, ...rest } = ENVIRONMENTS[name];
  return environment({ ...rest, database: { ...database, ...(primaryRegion && { primaryRegion }) } }, name);
};

let account: EmulatedAccount;
let machine: Machine;

beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
  await account.makeState(stateOf(environment(MINIMAL)));
  machine = account.machine(...NAMES.map((name) => environmentOf(name)));
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

describe.concurrent("an environment in two regions", () => {
  it.each(NAMES)(
    "X1/X2: %s is replicated, converges, and is destroyed",
    async (name) => {
      await deploy(name);

      for (const region of REGIONS) expect(await stack(name, region, "data").drift()).toBeUndefined();

      for (const kind of ["data", "network"] as const) {
        for (const region of [WEST, EAST]) await stack(name, region, kind).destroy();
      }
    },
    1_200_000,
  );
});

it("P5: leaves nothing behind", async () => {
  const state = stateOf(environment(MINIMAL));
  expect(await account.resources()).toEqual([`bucket ${state.bucket}`, `table ${state.table}`]);
});
