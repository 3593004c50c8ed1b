import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadEnvironments } from "../../environments/config/load";
import { synthesizeEnvironments } from "../testing/synthesize";
import { STATEFUL } from "./stateful";

/** What a type that holds data is usually called. */
const SOUNDS_STATEFUL =
  /_(instance|cluster|table|vault|bucket|repository|key|secret|queue|topic|zone|log_group|file_system|volume|stream|user_pool|domain|replication_group|detector|snapshot|parameter|cache)$/;

/** Settings of, members of, or references to something that holds data. */
const HOLDS_NOTHING = [
  "aws_cloudwatch_log_stream",
  "aws_ecs_cluster",
  "aws_ebs_default_kms_key",
  // Lines on their way; CloudWatch has them.
  "aws_kinesis_firehose_delivery_stream",
  "aws_rds_cluster_instance",
  "aws_route_table",
];

describe("STATEFUL", () => {
  it("P5: covers every type of the shipped environments that sounds as if it held data", () => {
    const types = synthesizeEnvironments(
      loadEnvironments(join(__dirname, "..", "..", "environments")),
    ).all.flatMap(({ types }) => types);
    const unclassified = [...new Set(types)].filter(
      (type) => SOUNDS_STATEFUL.test(type) && !(type in STATEFUL) && !HOLDS_NOTHING.includes(type),
    );
    expect(unclassified, "in tools/plan/stateful.ts, or here in HOLDS_NOTHING").toEqual([]);
    expect(types).toEqual(expect.arrayContaining(["aws_db_instance", "aws_kms_key", "aws_sqs_queue"]));
  });

  it("P5: says of each what is lost", () => {
    for (const [type, loses] of Object.entries(STATEFUL)) {
      expect(type).toMatch(/^aws_[a-z0-9_]+$/);
      expect(loses.length).toBeGreaterThan(5);
    }
  });
});
