import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { App } from "cdktf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployStatements } from "../constructs/identity/identity-scope";
import type { EnvironmentInput } from "../environments/config/schema";
import { missingActions } from "../tools/identity/sufficient";
import { Emulator } from "../tools/rehearsal/emulator";
import { KeptProviders } from "../tools/terraform/kept-providers";
import { Terraform } from "../tools/terraform/terraform";
import { TerraformWorkspace } from "../tools/terraform/workspace";
import { environment, MINIMAL } from "../tools/testing/synthesize";
import { environmentTags, stateOf } from ".";
import { DataStack } from "./data-stack";
import { NetworkStack } from "./network-stack";

const PROJECT = join(__dirname, "..");
const REGION = "us-east-1";
const SMALL = {
  deletionProtection: false,
  network: { nat: "single", interfaceEndpoints: [], gatewayEndpoints: [] },
} satisfies Partial<EnvironmentInput>;

/** Every engine, both kinds of cache, and every optional part, spread over four environments. */
const ENVIRONMENTS: Readonly<Record<string, EnvironmentInput>> = {
  postgres: {
    ...MINIMAL,
    ...SMALL,
    database: { engine: "postgres", storage: { maxSizeGiB: 100 } },
    cache: { nodes: 1 },
    queue: {},
    backup: {},
    secrets: { API_KEY: {} },
  },
  mysql: {
    ...MINIMAL,
    ...SMALL,
    database: { engine: "mysql", finalSnapshot: false, parameters: { max_connections: "200" } },
    cache: { nodes: 2 },
  },
  aurorapg: {
    ...MINIMAL,
    ...SMALL,
    database: {
      engine: "aurora-postgresql",
      finalSnapshot: false,
      proxy: true,
      readerScaling: { max: 3 },
      instanceClass: "db.serverless",
      serverless: { maxAcu: 2 },
    },
  },
  auroramy: { ...MINIMAL, ...SMALL, database: { engine: "aurora-mysql", finalSnapshot: false, readers: 0 } },
};

const workspace = new TerraformWorkspace();
const state = stateOf(environment(MINIMAL));
let emulator: Emulator;
let providers: KeptProviders;
let terraform: (stack: string) => Terraform;

/** A network and the data in it for each environment, and nothing else of it. */
function synthesize(outdir: string): void {
  const app = new App({ outdir });
  for (const [name, input] of Object.entries(ENVIRONMENTS)) {
    const one = environment(input, name);
    const [region] = one.regions;
    if (region === undefined) throw new Error(`${name} has no region`);
    const at = { account: one.account, region: REGION, prefix: `webapp-${name}` };
    const common = { at, state, tags: environmentTags(one), environment: one };
    const network = new NetworkStack(app, `${name}-network`, { ...common, region });
    new DataStack(app, `${name}-data`, { ...common, network });
  }
  app.synth();
}

beforeAll(async () => {
  emulator = await Emulator.start(PROJECT, MINIMAL.account);
  const variables = { ...workspace.variables, ...emulator.variables(REGION) };
  for (const name of Object.keys(process.env))
    if (/^(AWS|TF)_/.test(name)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, variables);
  await new S3Client({}).send(new CreateBucketCommand({ Bucket: state.bucket }));
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName: state.table,
      AttributeDefinitions: [{ AttributeName: "LockID", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "LockID", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const outdir = join(workspace.directory, "cdktf.out");
  synthesize(outdir);
  providers = new KeptProviders(workspace.directory, process.env);
  terraform = (stack) => new Terraform(join(outdir, "stacks", stack), { env: process.env, providers });
}, 120_000);

afterAll(async () => {
  await providers.stop();
  await emulator.stop();
  workspace.remove();
});

async function stateText(stack: string): Promise<string> {
  const object = await new S3Client({}).send(
    new GetObjectCommand({ Bucket: state.bucket, Key: `${stack}.tfstate` }),
  );
  return (await object.Body?.transformToString()) ?? "";
}

/** Values of all secrets that exist, JSON secrets by their passwords. */
async function secretValues(): Promise<string[]> {
  const client = new SecretsManagerClient({});
  const { SecretList = [] } = await client.send(new ListSecretsCommand({ MaxResults: 100 }));
  const values = await Promise.allSettled(
    SecretList.map(async ({ ARN }) => {
      const { SecretString = "" } = await client.send(new GetSecretValueCommand({ SecretId: ARN }));
      return SecretString.startsWith("{")
        ? (JSON.parse(SecretString) as { password: string }).password
        : SecretString;
    }),
  );
  // Another environment's may have been destroyed in between.
  return values.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

// At the same time, because the provider sleeps between its questions.
describe.concurrent("the data of an environment", () => {
  it.each(Object.keys(ENVIRONMENTS))(
    "D1/D5/R1/P5: %s is applied, converges, keeps secrets out of its state, and is destroyed",
    async (name) => {
      const [network, data] = [terraform(`${name}-network`), terraform(`${name}-data`)];
      for (const stack of [network, data]) {
        await stack.init();
        await stack.apply();
      }

      const drift = await data.drift();
      const values = await secretValues();
      const text = await stateText(`${name}-data`);
      await data.destroy();
      await network.destroy();
      const left = [...(await data.resources()), ...(await network.resources())];

      expect(drift).toBeUndefined();
      expect(values.length).toBeGreaterThan(0);
      expect(values.filter((value) => value.length < 8 || text.includes(value))).toEqual([]);
      expect(left).toEqual([]);
    },
    900_000,
  );
});

it("P5: leaves nothing behind but the final snapshot that was asked for", async () => {
  const left = (await emulator.leftovers()).map(({ service, type, id }) => `${service} ${type} ${id}`);

  expect(left).toEqual([
    `dynamodb table ${state.table}`,
    expect.stringMatching(/^rds snapshot webapp-postgres-\d{14}$/),
    `s3 bucket ${state.bucket}`,
  ]);
});

it("S2: takes no action that the deploying role lacks, for a proxy and its second endpoint neither", async () => {
  const operations = await emulator.requests();
  const statements = deployStatements(environment(MINIMAL), state);

  expect(operations.map(({ operation }) => operation)).toContain("CreateDBProxyEndpoint");
  // What is left is done by this test itself.
  expect(await missingActions(operations, statements)).toEqual([
    "dynamodb:CreateTable",
    "secretsmanager:ListSecrets",
  ]);
});
