import { describe, expect, it } from "vitest";
import { charges, estimateOf } from "../../testing/priced";
import { vcpusOf } from "./instance-class";

const instance = (more: object = {}) => ({
  aws_db_instance: {
    main: {
      engine: "postgres",
      instance_class: "db.t4g.micro",
      allocated_storage: 20,
      storage_type: "gp3",
      backup_retention_period: 7,
      ...more,
    },
  },
});

describe("RDS", () => {
  it("K3: charges the instance and its volume; backups as large as the volume are included", () => {
    expect(charges(instance(), { databaseGb: 10 })).toEqual({
      "db.t4g.micro": 11.68, // 730 h × $0.016
      storage: 2.3, // 20 GB × $0.115
    });
  });

  it("K3: charges a standby as much again", () => {
    const both = charges(instance({ multi_az: true, instance_class: "db.r6g.large" }), { databaseGb: 10 });
    expect(both).toEqual({
      "db.r6g.large with standby": 328.5, // 730 h × $0.45
      "storage with standby": 4.6,
    });
  });

  it("K2, K3: charges backups above the size of the volume, by their retention", () => {
    const kept = charges(instance({ backup_retention_period: 35 }), { databaseGb: 20, databaseChange: 0.1 });
    expect(kept["automated backups"]).toBe(6.65); // (20 × 4.5 − 20) GB × $0.095
  });

  it("K3: charges the secret that RDS keeps the password in", () => {
    expect(charges(instance({ manage_master_user_password: true }))["secret of the database"]).toBe(0.4);
  });

  it("K3: says so where a class has no price", () => {
    const { unpriced } = estimateOf(instance({ instance_class: "db.x9z.large" }));
    expect(unpriced).toEqual([
      {
        stack: "test-us-east-1-service",
        resource: "aws_db_instance main",
        reason: "db.x9z.large: no price rds.postgres.db.x9z.large in us-east-1",
      },
    ]);
  });

  it.each([
    ["db.t4g.micro", 2],
    ["db.r6g.large", 2],
    ["db.r6g.xlarge", 4],
    ["db.r6g.4xlarge", 16],
  ])("K3: knows the vCPUs of %s", (instanceClass, vcpus) => {
    expect(vcpusOf(instanceClass)).toBe(vcpus);
  });

  it("K3: charges a proxy by the vCPUs behind it, and further endpoints by the zone", () => {
    const proxied = {
      ...instance({ instance_class: "db.r6g.xlarge" }),
      aws_db_proxy: { proxy: {} },
      aws_db_proxy_target: {
        t: {
          db_proxy_name: "${aws_db_proxy.proxy.name}",
          db_instance_identifier: "${aws_db_instance.main.identifier}",
        },
      },
      aws_db_proxy_endpoint: { readers: { vpc_subnet_ids: ["a", "b"] } },
    };
    expect(charges(proxied)).toMatchObject({
      proxy: 43.8, // 4 vCPUs × 730 h × $0.015
      "further endpoint of the proxy": 14.6, // 2 × 730 h × $0.01
    });
  });
});

describe("Aurora", () => {
  const aurora = (cluster: object = {}, instanceClass = "db.r6g.large", readers: object = {}) => ({
    aws_rds_cluster: { main: { engine: "aurora-postgresql", backup_retention_period: 1, ...cluster } },
    aws_rds_cluster_instance: {
      a: { instance_class: instanceClass, cluster_identifier: "${aws_rds_cluster.main.cluster_identifier}" },
    },
    ...readers,
  });

  it("K3: charges instances, data, I/Os, and backups from the second day on", () => {
    const used = { databaseGb: 100, databaseIo: 50, databaseChange: 0.02 };
    expect(charges(aurora(), used)).toEqual({
      "db.r6g.large": 189.8, // 730 h × $0.26
      storage: 10, // 100 GB × $0.10
      "I/Os": 10, // 50 million × $0.20
    });
    expect(charges(aurora({ backup_retention_period: 10 }), used)["automated backups"]).toBe(2.52); // 120 GB × $0.021
  });

  it("K3: charges serverless capacity at its minimum, and what the load adds", () => {
    const serverless = aurora(
      { serverlessv2_scaling_configuration: { min_capacity: 0.5, max_capacity: 8.5 } },
      "db.serverless",
    );
    expect(charges(serverless, { load: 0.25 })).toMatchObject({
      "serverless capacity": 43.8, // 0.5 × 730 h × $0.12
      "serverless capacity, above the minimum": 175.2, // 2 × 730 h × $0.12
    });
  });

  it("K3: charges readers that auto scaling adds", () => {
    const scaled = aurora({}, "db.r6g.large", {
      aws_appautoscaling_target: {
        readers: {
          service_namespace: "rds",
          resource_id: "cluster:${aws_rds_cluster.main.cluster_identifier}",
          min_capacity: 1,
          max_capacity: 3,
        },
      },
    });
    expect(charges(scaled, { load: 0.5 })["db.r6g.large, added readers"]).toBe(189.8);
  });

  it("K3: does not charge I/Os of I/O-Optimized clusters, but more for data", () => {
    const optimized = charges(aurora({ storage_type: "aurora-iopt1" }), { databaseGb: 100 });
    expect(optimized).toMatchObject({ storage: 22.5 });
    expect(optimized).not.toHaveProperty("I/Os");
  });

  it("K3: counts a week of Database Insights as free, and lists what has no price", () => {
    const insights = (days: number) => {
      const resources = aurora();
      Object.assign(resources.aws_rds_cluster_instance.a, {
        performance_insights_enabled: true,
        performance_insights_retention_period: days,
      });
      return estimateOf(resources).unpriced.map(({ reason }) => reason);
    };
    expect(insights(7)).toEqual([]);
    expect(insights(31)).toEqual(["Database Insights, 31 days: no price insights.vcpu in us-east-1"]);
  });
});
