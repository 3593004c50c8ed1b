import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Client } from "./client";
import { configurer } from "./configurer";
import { FakeDomain } from "./fakes";
import { at, type Settings } from "./wanted";

const SETTINGS: Settings = {
  retentionDays: 30,
  replicas: 1,
  writerRoleArn: "arn:aws:iam::111111111111:role/delivery",
  readerRoleArns: ["arn:aws:iam::111111111111:role/reader"],
};

let domain: FakeDomain;
let logged: object[];
beforeEach(async () => {
  domain = await FakeDomain.start();
  logged = [];
});
afterEach(() => {
  domain.stop();
});

const configure = (settings: Partial<Settings> = {}) =>
  configurer({
    client: new Client({
      endpoint: domain.endpoint,
      region: "us-east-1",
      credentials: () => ({ accessKeyId: "AKID", secretAccessKey: "secret", sessionToken: "token" }),
      now: () => new Date(),
    }),
    settings: { ...SETTINGS, ...settings },
    log: (entry) => logged.push(entry),
  })();

const EVERYTHING = [
  "lifecycle of indexes",
  "index template",
  "role log_writer",
  "role log_reader",
  "who has the role log_reader",
  "who has the role opensearch_dashboards_user",
  "who has the role log_writer",
  "audit log",
];

describe("configuring a domain", () => {
  it("M5: makes everything where nothing is, who may write last, and then nothing any more", async () => {
    expect(await configure()).toEqual(EVERYTHING);
    expect(logged).toEqual([expect.objectContaining({ message: "domain configured", changes: EVERYTHING })]);
    const made = domain.changes.splice(0);
    expect(made.indexOf("PUT /_plugins/_security/api/rolesmapping/log_writer")).toBeGreaterThan(
      Math.max(made.indexOf("PUT /_index_template/logs"), made.indexOf("PUT /_plugins/_ism/policies/logs")),
    );

    expect(await configure()).toEqual([]);
    expect(domain.changes).toEqual([]);
    expect(logged).toHaveLength(1);
  });

  it("M5: lets the writer write indexes of logs, and nothing else", async () => {
    await configure();
    const role = domain.roles.get("log_writer");
    expect(at(role, "index_permissions", 0, "index_patterns")).toEqual(["logs-*"]);
    expect(at(role, "index_permissions")).toHaveLength(1);
    const allowed = [
      at(role, "cluster_permissions"),
      at(role, "index_permissions", 0, "allowed_actions"),
    ].flat();
    for (const action of allowed) {
      expect(action).toMatch(
        /^(cluster_composite_ops|cluster_monitor|create_index|write|indices_monitor|indices:admin\/(get|exists|aliases\/get|mappings\/get))$/,
      );
    }
    expect(domain.mappings.get("log_writer")).toMatchObject({ backend_roles: [SETTINGS.writerRoleArn] });
  });

  it("M5: lets readers search, and change nothing", async () => {
    await configure();
    const allowed = at(domain.roles.get("log_reader"), "index_permissions", 0, "allowed_actions") as string[];
    expect(allowed.filter((action) => /write|crud|manage|delete|create|\*/.test(action))).toEqual([]);
    expect(domain.mappings.get("log_reader")).toMatchObject({ backend_roles: SETTINGS.readerRoleArns });

    expect(await configure({ readerRoleArns: [] })).toEqual([
      "who has the role log_reader",
      "who has the role opensearch_dashboards_user",
    ]);
    expect(domain.mappings.get("log_reader")).toMatchObject({ backend_roles: [] });
  });

  it("M5: maps no reader where there is none", async () => {
    expect(await configure({ readerRoleArns: [] })).toEqual(
      EVERYTHING.filter((one) => !/reader$|user$/.test(one) || one === "role log_reader"),
    );
    expect([...domain.mappings.keys()]).toEqual(["log_writer"]);
  });

  it("M5: has a field for every name a document may have, and bounds the rest", async () => {
    await configure();
    const mappings = at(domain.templates.get("logs"), "template", "mappings");
    expect(at(mappings, "dynamic")).toBe("false");
    expect(at(mappings, "properties", "fields")).toEqual({ type: "flat_object" });
    expect(at(mappings, "properties", "@timestamp")).toEqual({ type: "date" });
    for (const name of ["message", "level", "service", "requestId", "environment", "eventId"]) {
      expect(at(mappings, "properties", name)).toBeDefined();
    }
  });

  it("M5: puts right what somebody has changed, and only that", async () => {
    await configure();
    domain.changes.splice(0);
    domain.mappings.set("log_writer", {
      backend_roles: [SETTINGS.writerRoleArn, "arn:aws:iam::111111111111:role/x"],
    });
    domain.audit = { ...domain.audit, enabled: false };
    expect(await configure()).toEqual(["who has the role log_writer", "audit log"]);
    expect(domain.changes).toEqual([
      "PUT /_plugins/_security/api/rolesmapping/log_writer",
      "PUT /_plugins/_security/api/audit/config",
    ]);
    expect(domain.audit).toMatchObject({ enabled: true, compliance: { enabled: true } });
  });

  it("M5: deletes indexes after the days that are wanted, those that are there already too", async () => {
    domain.indexes.set("logs-2026-11-01", undefined);
    await configure();
    const days = () =>
      at(domain.policy?.policy, "states", 0, "transitions", 0, "conditions", "min_index_age");
    expect(days()).toBe("30d");
    expect(domain.indexes.get("logs-2026-11-01")).toBe(domain.policy?.seqNo);

    domain.indexes.set("logs-2026-11-02", domain.policy?.seqNo);
    expect(await configure({ retentionDays: 7 })).toEqual([
      "lifecycle of indexes",
      "lifecycle of 2 existing indexes",
    ]);
    expect(days()).toBe("7d");
    expect([...domain.indexes.values()]).toEqual([domain.policy?.seqNo, domain.policy?.seqNo]);
    expect(await configure({ retentionDays: 7 })).toEqual([]);
  });

  it("M5: fails, and says at what, where the domain does", async () => {
    domain.broken = 503;
    await expect(configure()).rejects.toThrow(
      'GET /_plugins/_ism/policies/logs was answered with 503: {"error":"broken"}',
    );
    expect(logged).toEqual([]);
  });
});
