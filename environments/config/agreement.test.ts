import { describe, expect, it } from "vitest";
import { problemsOf } from "../../tools/testing/problems";

const web = (fields: object) => ({ services: { web: { route: {}, ...fields } } });
const migrate = { tasks: { migrate: { command: ["migrate"] } } };
const database = { engine: "postgres" };
const two = { regions: [{ name: "us-east-1" }, { name: "us-west-2" }] };
const domain = { name: "example.com" };

describe("parts of an environment that name or need each other", () => {
  // prettier-ignore
  it.each([
    ["a task as migration", { migration: "migrate", ...migrate }],
    ["a service that receives from the queue", { ...web({ queue: "receive" }), queue: {} }],
    ["a variable of a part that is not there", web({ environment: { DB_HOST: "db.example.com" } })],
    ["a pool size beside the database", { ...web({ environment: { DB_POOL_MAX: "20" } }), database }],
    ["a secret for one service", { ...web({}), secrets: { API_KEY: { services: ["web"] } } }],
    ["requests that follow a database", { ...two, domain: { ...domain, healthCheck: { writerPath: "/writes" } }, database }],
    ["databases that nothing follows", { ...two, domain, database: { ...database, replication: "independent" } }],
    ["a database in the only region", { domain, database }],
    ["a backup well after the database's own", { database, backup: { hour: 7 } }],
  ])("accepts %s", (_title, input) => {
    expect(problemsOf(input)).toEqual([]);
  });

  // prettier-ignore
  it.each([
    ["C7", "a migration that is no task", { migration: "migrate" }, "migration: must be one of the environment's tasks: there are none"],
    ["C7", "a migration that is another task", { ...migrate, migration: "seed" }, "migration: must be one of the environment's tasks: migrate"],
    ["C7", "a task with a service's name", { ...web({}), tasks: { web: { command: ["migrate"] } } }, "tasks.web: must not have the name of a service"],
    ["C7", "a task with an empty command", { tasks: { migrate: { command: [] } } }, "tasks.migrate.command: must name a command"],
    ["C2", "a task of a size that Fargate lacks", { tasks: { migrate: { command: ["migrate"], memory: 600 } } }, "tasks.migrate.memory: must be a size that Fargate offers"],
    ["A3", "a sender without a queue", web({ queue: "send" }), "services.web.queue: must be none where the environment has no queue"],
    ["D5", "a reader of session keys without a cache", web({ sessionKeys: "read" }), "services.web.sessionKeys: must not be read where the environment has no cache: there are no keys then"],
    ["A3", "dead letters dropped before the others", { queue: { retentionDays: 5, deadLetterRetentionDays: 4 } }, "queue.deadLetterRetentionDays: must be at least retentionDays (5)"],
    ["A3", "messages kept too long", { queue: { retentionDays: 15 } }, "queue.retentionDays: must be a whole number from 1 to 14"],
    ["D5", "a secret for nobody", { secrets: { API_KEY: { services: ["api"] } } }, "secrets.API_KEY.services.0: must be a service or task: web"],
    ["D5", "a secret whose name is no variable", { secrets: { "api-key": {} } }, "secrets.api-key: "],
    ["D5", "a secret's value", { secrets: { API_KEY: { value: "abc" } } }, 'secrets.API_KEY: unknown "value"; allowed are services'],
    ["D5", "a secret in the database's variable", { database, secrets: { DB_PASSWORD: {} } }, "secrets.DB_PASSWORD: must have another name: the platform sets this variable"],
    ["D5", "a secret in the platform's variable", { secrets: { PORT: {} } }, "secrets.PORT: must have another name"],
    ["D5", "a variable that is a secret too", { ...web({ environment: { API_KEY: "abc" } }), secrets: { API_KEY: {} } }, "services.web.environment.API_KEY: must not be set here: it is one of secrets"],
    ["D5", "the database's password as a plain variable", { ...web({ environment: { DB_PASSWORD: "abc" } }), database }, "services.web.environment.DB_PASSWORD: must not be set here: the platform sets it"],
    ["X2", "requests that would stay where the database takes no writes", { ...two, domain, database }, "domain.healthCheck.writerPath: must be stated where several regions share a domain and a replicated database: a path that answers 2xx or 3xx only while the region's database takes writes"],
    ["D7", "a backup of nothing", { backup: {} }, "backup: must be absent where there is no database"],
    ["D7", "a backup during the database's own", { database, backup: { hour: 3 } }, "backup.hour: must be more than an hour before database.backupWindow (03:00-04:00), or after it"],
    ["D7", "a backup right before the database's own", { database: { ...database, backupWindow: "03:30-04:30" }, backup: { hour: 3 } }, "backup.hour: must be more than an hour before"],
  ])("%s: refuses %s", (_row, _title, input, problem) => {
    expect(problemsOf(input)).toEqual([expect.stringContaining(problem)]);
  });
});
