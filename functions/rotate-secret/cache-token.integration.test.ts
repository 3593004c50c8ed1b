import { ElastiCache } from "@aws-sdk/client-elasticache";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedAccount } from "../../tools/testing/emulated-account";
import { cacheToken } from "./cache-token";
import { rotateEmulated } from "./emulated-rotation";

const GROUP = "cache";
const SECRET = "redis-auth-token";

let account: EmulatedAccount;
let secrets: SecretsManager;
let cache: ElastiCache;
const strategies: (string | undefined)[] = [];

beforeAll(async () => {
  account = await EmulatedAccount.start("111111111111");
  secrets = new SecretsManager();
  cache = new ElastiCache();
  await secrets.createSecret({ Name: SECRET, SecretString: "a-token-of-at-least-16-characters" });
  await cache.createReplicationGroup({
    ReplicationGroupId: GROUP,
    ReplicationGroupDescription: "A cache",
    Engine: "redis",
    CacheNodeType: "cache.t4g.micro",
    TransitEncryptionEnabled: true,
  });
  cache.middlewareStack.add(
    (next) => (args) => {
      strategies.push((args.input as { AuthTokenUpdateStrategy?: string }).AuthTokenUpdateStrategy);
      return next(args);
    },
    { step: "initialize" },
  );
});
afterAll(() => account.stop());

function rotate(version: string): Promise<void> {
  const pause = () => Promise.resolve();
  return rotateEmulated(secrets, SECRET, cacheToken({ cache, replicationGroupId: GROUP, pause }), version);
}

async function current() {
  const { SecretString, VersionId } = await secrets.getSecretValue({ SecretId: SECRET });
  const { ReplicationGroups: [group] = [] } = await cache.describeReplicationGroups({
    ReplicationGroupId: GROUP,
  });
  return { token: SecretString, version: VersionId, asked: group?.AuthTokenEnabled };
}

it("D5/R1: the first rotation puts the token that tasks were given on the group", async () => {
  const version = "11111111-1111-4111-8111-111111111111";
  strategies.length = 0;

  await rotate(version);

  expect(strategies.filter((one) => one !== undefined)).toEqual(["ROTATE", "SET"]);
  expect(await current()).toEqual({ token: "a-token-of-at-least-16-characters", version, asked: true });
});

it("D5/R1: a later one makes a new token, adds it and makes it current", async () => {
  const version = "22222222-2222-4222-8222-222222222222";
  strategies.length = 0;

  await rotate(version);

  expect(strategies.filter((one) => one !== undefined)).toEqual(["ROTATE"]);
  const { token, version: now } = await current();
  expect(now).toBe(version);
  expect(token).toMatch(/^[A-Za-z0-9]{64}$/);
});
