import { describe, expect, it } from "vitest";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

const stack = synthesize({
  test: { ...MINIMAL, database: { engine: "aurora-postgresql", readers: 2, readerScaling: { max: 4 } } },
}).get("test-us-east-1-data");

describe("instances of an Aurora cluster", () => {
  const path = (index: number) => `database/instance-${index}`;

  it("D2: are made after the first one, which so becomes the writer and is first in line after a failover", () => {
    const first = stack.address("aws_rds_cluster_instance", path(0));
    expect(stack.one("aws_rds_cluster_instance", path(0))["depends_on"]).toBeUndefined();
    for (const index of [1, 2]) {
      expect(stack.one("aws_rds_cluster_instance", path(index))).toMatchObject({
        promotion_tier: index,
        depends_on: [first],
      });
    }
  });

  it("A4: exist before their number is scaled", () => {
    expect(stack.one("aws_appautoscaling_target")["depends_on"]).toEqual(
      [0, 1, 2].map((index) => stack.address("aws_rds_cluster_instance", path(index))),
    );
  });
});
