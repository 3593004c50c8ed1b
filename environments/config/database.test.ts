import { describe, expect, it } from "vitest";
import { problemsOf } from "../../tools/testing/problems";
import { environment, MINIMAL } from "../../tools/testing/synthesize";

const postgres = (fields: object) => ({ database: { engine: "postgres", ...fields } });
const mysql = (fields: object) => ({ database: { engine: "mysql", ...fields } });
const aurora = (fields: object) => ({ database: { engine: "aurora-postgresql", ...fields } });
const auroraMysql = (fields: object) => ({ database: { engine: "aurora-mysql", ...fields } });
const proud = { instanceClass: "db.serverless" };

describe("the database of an environment", () => {
  it("D3: is safe for production where nothing else is said", () => {
    const given = environment({ ...MINIMAL, database: { engine: "postgres" } });

    expect(given.database).toMatchObject({
      version: "17",
      multiAz: true,
      finalSnapshot: true,
      backupRetentionDays: 7,
      monitoringIntervalSeconds: 60,
      performanceInsightsDays: 7,
      applyImmediately: false,
      storage: { type: "gp3", sizeGiB: 20 },
    });
  });

  it("is absent unless it is asked for", () => {
    expect(environment(MINIMAL).database).toBeUndefined();
  });

  // prettier-ignore
  it.each([
    ["a minor version", postgres({ version: "16.4" })],
    ["MySQL 8.0", mysql({ version: "8.0" })],
    ["a minor version of MySQL 8.4", mysql({ version: "8.4.5" })],
    ["a full version of Aurora MySQL", auroraMysql({ version: "8.0.mysql_aurora.3.08.2" })],
    ["Performance Insights on a small PostgreSQL", postgres({ instanceClass: "db.t4g.micro" })],
    ["a small MySQL without Performance Insights", mysql({ instanceClass: "db.t4g.micro", performanceInsightsDays: 0 })],
    ["storage that grows by a tenth", postgres({ storage: { sizeGiB: 100, maxSizeGiB: 110 } })],
    ["windows that touch", postgres({ backupWindow: "03:00-04:00", maintenanceWindow: "mon:04:00-mon:05:00" })],
    ["serverless capacity", aurora({ ...proud, serverless: { minAcu: 0.5, maxAcu: 4 } })],
    ["readers that scale", aurora({ readers: 2, readerScaling: { max: 4 } })],
    ["a parameter", postgres({ parameters: { max_connections: "200" } })],
    ["a proxy", mysql({ proxy: true })],
    ["a snapshot to restore", postgres({ restoreFromSnapshot: "rds:webapp-dev-2026-01-01-03-00" })],
  ])("D1/D4: accepts %s", (_title, input) => {
    expect(problemsOf(input)).toEqual([]);
  });

  // prettier-ignore
  it.each([
    ["an engine that is not offered, naming those that are", { database: { engine: "oracle" } },
      "database.engine: must have an engine: postgres, mysql, aurora-postgresql, aurora-mysql"],
    ["no engine", { database: {} }, "database.engine: must have an engine"],
    ["a major version that is not offered", postgres({ version: "9.6" }), "database.version: must be a version of postgres: 14, 15, 16, 17"],
    ["a version of another engine", mysql({ version: "16" }), "database.version: must be a version of mysql: 8.0, 8.4"],
    ["a MySQL version for Aurora MySQL", auroraMysql({ version: "8.4" }), "database.version: must be a version of aurora-mysql: 8.0"],
    ["an EC2 instance type", postgres({ instanceClass: "t4g.micro" }), "database.instanceClass: must be an instance class"],
    ["serverless capacity without Aurora", postgres(proud), "database.instanceClass: must be a type that AWS offers for postgres; db.serverless is Aurora's"],
    ["a class that Aurora lacks", aurora({ instanceClass: "db.t4g.micro" }), "database.instanceClass: must be a type that AWS offers for aurora-postgresql, of which db.t4g.medium"],
    ["a general-purpose class on Aurora", aurora({ instanceClass: "db.m6g.large" }), "database.instanceClass: must be a type that AWS offers for aurora-postgresql, of which db.r6g.large"],
    ["db.serverless without capacity", aurora(proud), "database.serverless: must be given where instanceClass is db.serverless"],
    ["capacity without db.serverless", aurora({ serverless: { maxAcu: 2 } }), "database.serverless: must be absent where instanceClass is db.r6g.large"],
    ["capacity that is no half unit", aurora({ ...proud, serverless: { minAcu: 0.3, maxAcu: 2 } }), "database.serverless.minAcu: must be a multiple of 0.5"],
    ["least capacity above the most", aurora({ ...proud, serverless: { minAcu: 4, maxAcu: 2 } }), "database.serverless.maxAcu: must be at least minAcu (4)"],
    ["more readers than AWS allows", aurora({ readers: 16 }), "database.readers: must be a whole number from 0 to 15"],
    ["scaling below the number of readers", aurora({ readers: 3, readerScaling: { max: 2 } }), "database.readerScaling.max: must be at least readers (3)"],
    ["scaling of readers without any", aurora({ readers: 0, readerScaling: { max: 2 } }), "database.readerScaling.max: must be at least readers (0), and readers at least 1"],
    ["a standby for Aurora, naming what it has", aurora({ multiAz: true }), 'database: unknown "multiAz"; allowed are engine, version'],
    ["storage for Aurora", aurora({ storage: {} }), 'database: unknown "storage"'],
    ["readers for an instance", postgres({ readers: 1 }), 'database: unknown "readers"'],
    ["an unknown kind of storage", postgres({ storage: { type: "io9" } }), "database.storage.type: "],
    ["too little storage", postgres({ storage: { sizeGiB: 19 } }), "database.storage.sizeGiB: must be a whole number from 20 to 65536"],
    ["too much storage", postgres({ storage: { sizeGiB: 65537 } }), "database.storage.sizeGiB: must be a whole number from 20 to 65536"],
    ["storage that may hardly grow", postgres({ storage: { sizeGiB: 100, maxSizeGiB: 109 } }), "database.storage.maxSizeGiB: must be at least 110, 10 % above sizeGiB"],
    ["no backups", postgres({ backupRetentionDays: 0 }), "database.backupRetentionDays: must be a whole number from 1 to 35"],
    ["backups kept too long", postgres({ backupRetentionDays: 36 }), "database.backupRetentionDays: must be a whole number from 1 to 35"],
    ["a backup window of another format", postgres({ backupWindow: "3:00-4:00" }), 'database.backupWindow: must be a daily time span in UTC such as "03:00-04:00"'],
    ["a backup window that is too short", postgres({ backupWindow: "03:00-03:29" }), "database.backupWindow: must last at least 30 minutes"],
    ["a maintenance window without day", postgres({ maintenanceWindow: "05:00-06:00" }), "database.maintenanceWindow: must be a weekly time span"],
    ["a maintenance window that is too short", postgres({ maintenanceWindow: "sun:05:00-sun:05:10" }), "database.maintenanceWindow: must last at least 30 minutes and at most a day"],
    ["windows that overlap", postgres({ maintenanceWindow: "wed:03:30-wed:04:30" }), "database.maintenanceWindow: must not overlap backupWindow (03:00-04:00, every day)"],
    ["windows that overlap past midnight", postgres({ backupWindow: "23:30-00:30", maintenanceWindow: "sun:00:00-sun:01:00" }), "database.maintenanceWindow: must not overlap backupWindow"],
    ["an interval that enhanced monitoring lacks", postgres({ monitoringIntervalSeconds: 20 }), "database.monitoringIntervalSeconds: must be one of 0, 1, 5, 10, 15, 30, 60"],
    ["a retention that Performance Insights lacks", postgres({ performanceInsightsDays: 30 }), "database.performanceInsightsDays: must be 0 (off), 7, a multiple of 31"],
    ["Performance Insights where a class lacks it", mysql({ instanceClass: "db.t4g.micro" }), "database.performanceInsightsDays: must be 0: Performance Insights does not support mysql on db.t4g.micro"],
    ["connections without TLS", postgres({ parameters: { "rds.force_ssl": "0" } }), "database.parameters: must not contain rds.force_ssl: connections without TLS are always refused"],
    ["connections without TLS to MySQL", mysql({ parameters: { require_secure_transport: "0" } }), "database.parameters: must not contain require_secure_transport"],
    ["a name that needs quotes", postgres({ name: "web-app" }), "database.name: must be 1 to 63 lower-case letters"],
  ])("D1/D3/D4: refuses %s", (_title, input, problem) => {
    expect(problemsOf(input)).toEqual([expect.stringContaining(problem)]);
  });
});
