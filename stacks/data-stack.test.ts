import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import dev from "../environments/dev";
import prod from "../environments/prod";
import staging from "../environments/staging";
import { container, variables } from "../tools/testing/containers";
import { permissions, statements } from "../tools/testing/policy";
import { edges } from "../tools/testing/security-group-edges";
import { MINIMAL, synthesize, type SynthesizedStacks } from "../tools/testing/synthesize";

const FULL = {
  ...MINIMAL,
  services: {
    web: { queue: "send", route: {} },
    worker: { command: ["worker"], queue: "receive" },
  },
  tasks: {
    migrate: { command: ["migrate"], environment: { LOG_LEVEL: "debug" } },
    seed: { command: ["seed"] },
  },
  migration: "migrate",
  database: { engine: "postgres" },
  cache: {},
  queue: {},
  secrets: { STRIPE_API_KEY: { services: ["web"] }, SENTRY_DSN: {} },
} satisfies EnvironmentInput;

const synthesized = (input: EnvironmentInput) => synthesize({ test: input });
const full = synthesized(FULL);

interface Container {
  readonly name: string;
  readonly essential: boolean;
  readonly command: string[];
  readonly portMappings: object[];
  readonly healthCheck?: object;
  readonly dependsOn?: object[];
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
}

function containers(stacks: SynthesizedStacks, task: string): Container[] {
  const definition = stacks.get("test-us-east-1-service").one("aws_ecs_task_definition", `${task}-task`);
  return JSON.parse(String(definition["container_definitions"])) as Container[];
}

/** References to other stacks, shortened to what they refer to. */
const short = (text: string) =>
  text.replaceAll(/\$\{data\.terraform_remote_state[^}]*cross-stack-output-(aws_[^}]*)\}/g, "<$1>");

const policyOf = (task: string, role: "execution" | "task", stacks = full) =>
  permissions(
    stacks.get("test-us-east-1-service").one("aws_iam_role_policy", `${task}-task/${role}-role/policy`)[
      "policy"
    ],
  ).map(short);

describe("what an environment keeps", () => {
  it("is nothing, and no stack, where nothing is asked for", () => {
    expect(synthesized(MINIMAL).ids).not.toContain("test-us-east-1-data");
  });

  it.each([
    ["a database", { database: { engine: "mysql", instanceClass: "db.m7g.large" } }, "aws_db_instance"],
    ["Aurora", { database: { engine: "aurora-mysql" } }, "aws_rds_cluster"],
    ["a cache", { cache: {} }, "aws_elasticache_replication_group"],
    ["a queue", { queue: {} }, "aws_sqs_queue"],
    ["a secret", { secrets: { API_KEY: {} } }, "aws_secretsmanager_secret"],
  ] satisfies [string, Partial<EnvironmentInput>, string][])(
    "is %s alone where that is all",
    (_title, part, type) => {
      const data = synthesized({ ...MINIMAL, ...part }).get("test-us-east-1-data");
      const main = [
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_elasticache_replication_group",
        "aws_sqs_queue",
      ];

      expect(data.types).toContain(type);
      expect(data.types.filter((found) => main.includes(found) && found !== type)).toEqual([]);
    },
  );

  it("D5: holds no secret in any file, in any environment that is shipped", () => {
    for (const { text } of synthesize({ dev, staging, prod }).all) {
      expect(text).not.toMatch(/"(auth_token|master_password|password|secret_string|secret_binary)"/);
    }
  }, 30_000);

  it("S1: is reached by the tasks on the engines' ports only", () => {
    const rules = (input: EnvironmentInput) =>
      edges(synthesized(input).get("test-us-east-1-data")).map((rule) =>
        short(rule).replace(/[_A-F0-9]{9}id>/g, ">"),
      );
    const tasks = "<aws_security_groupsecurity_tasks>";
    const database = "<aws_security_groupsecurity_database>";
    const cache = "<aws_security_groupsecurity_cache>";

    expect(rules(FULL)).toEqual([
      `in ${cache} tcp 6379-6379 from ${tasks}`,
      `in ${database} tcp 5432-5432 from ${tasks}`,
      `in ${database} tcp 5432-5432 from password-setter/security-group`,
      `out ${tasks} tcp 5432-5432 to ${database}`,
      `out ${tasks} tcp 6379-6379 to ${cache}`,
      `out password-setter/security-group tcp 5432-5432 to ${database}`,
    ]);
    expect(rules({ ...MINIMAL, database: { engine: "mysql" } })).toEqual([
      `in ${database} tcp 3306-3306 from ${tasks}`,
      `in ${database} tcp 3306-3306 from password-setter/security-group`,
      `out ${tasks} tcp 3306-3306 to ${database}`,
      `out password-setter/security-group tcp 3306-3306 to ${database}`,
    ]);
  });

  it("D5: tells how the value of each secret is set", () => {
    const data = full.get("test-us-east-1-data");

    expect(data.output("put_stripe_api_key")).toBe(
      "aws secretsmanager put-secret-value --region us-east-1 --secret-id webapp-test/STRIPE_API_KEY --secret-string file://<file>",
    );
    expect(data.output("put_session")).toBeUndefined();
  });

  it("D7: is copied from each region to the next, and from the last to the first", () => {
    const stacks = synthesized({
      ...MINIMAL,
      regions: [{ name: "us-east-1" }, { name: "us-west-2" }, { name: "eu-west-1" }],
      database: { engine: "postgres", replication: "independent" },
      backup: {},
    });
    const copies = ["us-east-1", "us-west-2", "eu-west-1"].map((region) => {
      const [vault] = /arn:aws:backup:[^"]*/.exec(stacks.get(`test-${region}-data`).text) ?? [];
      return [region, vault];
    });

    const vault = (region: string) => `arn:aws:backup:${region}:111111111111:backup-vault:webapp-test-backup`;
    expect(copies).toEqual([
      ["us-east-1", vault("us-west-2")],
      ["us-west-2", vault("eu-west-1")],
      ["eu-west-1", vault("us-east-1")],
    ]);
  });

  it("N4: is reached through an endpoint of its own where there is no NAT", () => {
    const endpoints = (input: EnvironmentInput) =>
      synthesized({ ...input, network: { nat: "none" } })
        .get("test-us-east-1-network")
        .all("aws_vpc_endpoint")
        .map(({ service_name }) => service_name);

    expect(endpoints(FULL)).toContain("com.amazonaws.us-east-1.sqs");
    expect(endpoints(MINIMAL)).not.toContain("com.amazonaws.us-east-1.sqs");
  });

  it("keeps its addresses: changing one would make the resource anew", () => {
    const stateful =
      /^aws_(db_instance|elasticache_replication_group|kms_key|secretsmanager_secret|sqs_queue)\./;

    expect(
      full
        .get("test-us-east-1-data")
        .addresses.filter((address) => stateful.test(address))
        .sort(),
    ).toEqual([
      "aws_db_instance.database",
      "aws_elasticache_replication_group.cache",
      "aws_kms_key.cache_key_57DA9DF8",
      "aws_kms_key.database_foundation_key_BF1783FC",
      "aws_kms_key.queue_key_B4600746",
      "aws_kms_key.secrets-key",
      "aws_secretsmanager_secret.cache_auth-token_secret_7918EF2A",
      "aws_secretsmanager_secret.secret-SENTRY_DSN",
      "aws_secretsmanager_secret.secret-STRIPE_API_KEY",
      "aws_secretsmanager_secret.secret-database",
      "aws_secretsmanager_secret.secret-database-master",
      "aws_secretsmanager_secret.secret-session",
      "aws_sqs_queue.queue",
      "aws_sqs_queue.queue_dead-letters_2382CF29",
    ]);
  });
});

describe("what containers are told about it", () => {
  it("W4: is where everything is, in plain variables", () => {
    const told = variables(container(full.get("test-us-east-1-service"), "web"));

    expect(
      Object.fromEntries(Object.entries(told).map(([name, value]) => [name, short(value)])),
    ).toMatchObject({
      DB_ENGINE: "postgres",
      DB_HOST: "<aws_db_instancedatabaseaddress>",
      DB_PORT: "5432",
      DB_NAME: "webapp",
      DB_SECRET_ARN: "<aws_secretsmanager_secretsecret-databasearn>",
      DB_TLS: "verify",
      REDIS_HOST: "<aws_elasticache_replication_groupcacheprimary_endpoint_address>",
      REDIS_PORT: "6379",
      REDIS_TLS: "on",
      QUEUE_URL: "<aws_sqs_queuequeueurl>",
    });
    expect(told).not.toHaveProperty("DB_READER_HOST");
    expect(told).not.toHaveProperty("DB_PROXY");
  });

  it("D6: is that RDS Proxy stands in between, where it does", () => {
    const stacks = synthesized({ ...MINIMAL, database: { engine: "postgres", proxy: true } });

    expect(variables(container(stacks.get("test-us-east-1-service"), "web"))).toMatchObject({
      DB_PROXY: "on",
    });
  });

  it("is where reads can go, where there are readers", () => {
    const stacks = synthesized({ ...MINIMAL, database: { engine: "aurora-mysql" } });
    const told = variables(container(stacks.get("test-us-east-1-service"), "web"));

    expect(told).toMatchObject({ DB_ENGINE: "mysql", DB_PORT: "3306" });
    expect(short(told["DB_READER_HOST"] ?? "")).toBe("<aws_rds_clusterdatabasereader_endpoint>");
  });

  it("D5: is the secrets, by reference, each service only its own", () => {
    const secrets = (task: string) =>
      Object.fromEntries(
        (containers(full, task)[0]?.secrets ?? []).map(({ name, valueFrom }) => [name, short(valueFrom)]),
      );
    const all = {
      DB_PASSWORD: "<aws_secretsmanager_secretsecret-databasearn>:password::",
      DB_USERNAME: "<aws_secretsmanager_secretsecret-databasearn>:username::",
      REDIS_AUTH_TOKEN: "<aws_secretsmanager_secretcache_auth-token_secret_7918EF2Aarn>",
      SENTRY_DSN: "<aws_secretsmanager_secretsecret-SENTRY_DSNarn>",
      SESSION_SECRET: "<aws_secretsmanager_secretsecret-sessionarn>",
    };

    expect(secrets("web")).toEqual({
      ...all,
      STRIPE_API_KEY: "<aws_secretsmanager_secretsecret-STRIPE_API_KEYarn>",
    });
    expect(secrets("worker")).toEqual(all);
  });

  it("S2/C3: is read by ECS with permission for exactly these secrets and their keys", () => {
    const reads = policyOf("worker", "execution").filter((line) => /secretsmanager|kms/.test(line));

    expect(reads).toEqual([
      "Allow kms:Decrypt <aws_kms_keycache_key_57DA9DF8arn>",
      "Allow kms:Decrypt <aws_kms_keysecrets-keyarn>",
      "Allow secretsmanager:GetSecretValue <aws_secretsmanager_secretcache_auth-token_secret_7918EF2Aarn>",
      "Allow secretsmanager:GetSecretValue <aws_secretsmanager_secretsecret-SENTRY_DSNarn>",
      "Allow secretsmanager:GetSecretValue <aws_secretsmanager_secretsecret-databasearn>",
      "Allow secretsmanager:GetSecretValue <aws_secretsmanager_secretsecret-sessionarn>",
    ]);
  });

  it("D5/S2: is the secret of the session keys where the application reads them, and nothing where it uses none", () => {
    const { web, worker } = FULL.services;
    const stacks = synthesized({
      ...FULL,
      services: { web: { ...web, sessionKeys: "read" }, worker: { ...worker, sessionKeys: "none" } },
    });
    const secret = "<aws_secretsmanager_secretsecret-sessionarn>";
    const readers = (task: string) =>
      (["execution", "task"] as const).filter((role) =>
        policyOf(task, role, stacks).includes(`Allow secretsmanager:GetSecretValue ${secret}`),
      );
    const injected = (task: string) => containers(stacks, task)[0]?.secrets.map(({ name }) => name);
    const told = (task: string) =>
      variables(container(stacks.get("test-us-east-1-service"), task))["SESSION_SECRET_ARN"];

    expect(short(told("web") ?? "")).toBe(secret);
    expect(told("worker")).toBeUndefined();
    expect({ web: readers("web"), worker: readers("worker") }).toEqual({ web: ["task"], worker: [] });
    expect(policyOf("web", "task", stacks)).toContain("Allow kms:Decrypt <aws_kms_keysecrets-keyarn>");
    for (const task of ["web", "worker"]) {
      expect(injected(task)).toContain("REDIS_AUTH_TOKEN");
      expect(injected(task)).not.toContain("SESSION_SECRET");
    }
  });

  it("D5/S2: lets every task read the application's login again and no other; the migration alone the owner's too", () => {
    const secrets = (task: string) =>
      policyOf(task, "task").filter((line) => /secretsmanager|kms:Decrypt <aws_kms_keys/.test(line));
    const own = "Allow secretsmanager:GetSecretValue <aws_secretsmanager_secretsecret-databasearn>";
    const key = "Allow kms:Decrypt <aws_kms_keysecrets-keyarn>";

    for (const task of ["web", "worker", "seed"]) expect(secrets(task)).toEqual([key, own]);
    expect(secrets("migrate")).toEqual([
      key,
      "Allow secretsmanager:GetSecretValue <aws_secretsmanager_secretsecret-database-masterarn>",
      own,
    ]);
  });

  it("S2: lets the application decrypt secrets through Secrets Manager only", () => {
    const policy = full
      .get("test-us-east-1-service")
      .one("aws_iam_role_policy", "migrate-task/task-role/policy")["policy"];
    const decrypting = statements(policy).filter(({ Action }) => [Action].flat().includes("kms:Decrypt"));

    expect(decrypting.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } },
    ]);
  });

  it("S2/A3: lets web send to the queue, and the worker receive from it", () => {
    expect(policyOf("web", "task").filter((line) => line.includes("sqs:"))).toEqual([
      "Allow sqs:GetQueueAttributes <aws_sqs_queuequeuearn>",
      "Allow sqs:SendMessage <aws_sqs_queuequeuearn>",
    ]);
    expect(policyOf("worker", "task").filter((line) => line.includes("sqs:"))).toEqual([
      "Allow sqs:ChangeMessageVisibility <aws_sqs_queuequeuearn>",
      "Allow sqs:DeleteMessage <aws_sqs_queuequeuearn>",
      "Allow sqs:GetQueueAttributes <aws_sqs_queuequeuearn>",
      "Allow sqs:ReceiveMessage <aws_sqs_queuequeuearn>",
    ]);
  });
});

describe("C7: a migration", () => {
  it("is told about the database, and not about cache and queue", () => {
    const [migrate] = containers(full, "migrate");

    expect(migrate?.secrets.map(({ name }) => name)).toEqual([
      "DB_MASTER_PASSWORD",
      "DB_MASTER_USERNAME",
      "DB_PASSWORD",
      "DB_USERNAME",
      "SENTRY_DSN",
    ]);
    expect(JSON.stringify(migrate)).toContain('"LOG_LEVEL","value":"debug"');
    expect(JSON.stringify(migrate)).not.toMatch(/QUEUE_URL|REDIS_HOST|"PORT"/);
  });

  it("can be run by itself, as an essential container without a port", () => {
    const [migrate, ...others] = containers(full, "migrate");

    expect(others).toEqual([]);
    expect(migrate).toMatchObject({ name: "migrate", essential: true, portMappings: [] });
    expect(full.get("test-us-east-1-service").output("task_migrate")).toBe("webapp-test-migrate");
  });

  it("S2: is the only one that gets the owner's secret, whatever role reads it", () => {
    const stack = full.get("test-us-east-1-service");
    const readers = stack
      .all("aws_iam_role_policy")
      .filter(({ policy }) => String(policy).includes("secret-database-master"))
      .map((policy) => stack.pathOf(policy));
    expect(readers.sort()).toEqual(["migrate-task/execution-role/policy", "migrate-task/task-role/policy"]);
    for (const task of ["web", "worker", "seed"]) {
      expect(containers(full, task).map(({ name }) => name)).toEqual([task]);
      expect(JSON.stringify(containers(full, task))).not.toContain("DB_MASTER");
    }
  });
});
