import { describe, expect, it } from "vitest";
import { guard, GuardError, losses } from "./guard";
import { change, plan } from "./testing";

const STACK = "prod-us-east-1-data";
const INSTANCE = { engine: "postgres", engine_version: "16.8" };

/** What the guard finds where a database's attributes change. */
function found(before: object, after: object, address = "aws_db_instance.database") {
  const whole = { ...before, apply_immediately: true, ...after };
  return losses(STACK, plan(change(address, ["update"], { before, after: whole })));
}

describe("another major version of a database", () => {
  it.each([
    ["postgres", "16.8", "17"],
    ["mysql", "8.0", "8.4.5"],
    ["aurora-postgresql", "16", "17.4"],
  ])("of %s, from %s to %s, has to be allowed by name", (engine, from, to) => {
    const upgrade = found({ engine, engine_version: from }, { engine_version: to });
    const id = `${STACK}/aws_db_instance.database`;

    expect(upgrade).toMatchObject([
      { id, action: "upgrade", reason: `engine_version ${from} becomes ${to}` },
    ]);
    expect(() => guard(upgrade, [])).toThrow(`--allow '${id}'`);
    expect(() => guard(upgrade, [id])).not.toThrow();
  });

  it.each([
    ["another minor version", INSTANCE, { engine_version: "16.9" }],
    ["the minor version left to AWS", INSTANCE, { engine_version: "16" }],
    ["another attribute", INSTANCE, { instance_class: "db.r6g.large" }],
  ])("is not: %s", (_, before, after) => {
    expect(found(before, after)).toEqual([]);
  });

  it.each([
    ["to an older version", INSTANCE, { engine_version: "15" }, "restore a backup"],
    [
      "in the maintenance window",
      INSTANCE,
      { engine_version: "17", apply_immediately: false },
      "applyImmediately",
    ],
    ["of a replica", { ...INSTANCE, replicate_source_db: "arn:x" }, { engine_version: "17" }, "as a whole"],
    [
      "of the source of another region's replica",
      { ...INSTANCE, replicas: ["arn:aws:rds:us-west-2:1:db:x"] },
      { engine_version: "17" },
      "as a whole",
    ],
    [
      "of a member of a global database",
      { engine: "aurora-postgresql", engine_version: "16.8", global_cluster_identifier: "webapp-prod" },
      { engine_version: "17" },
      "as a whole",
    ],
  ])("%s is refused, allowed or not, with what to do instead", (_, before, after, instead) => {
    const refused = found(
      before,
      after,
      "engine" in before && before.engine.startsWith("aurora")
        ? "aws_rds_cluster.database"
        : "aws_db_instance.database",
    );

    expect(refused).toHaveLength(1);
    const allowed = refused.map(({ id }) => id);
    expect(() => guard(refused, allowed)).toThrow(GuardError);
    expect(() => guard(refused, allowed)).toThrow(new RegExp(`instead: .*${instead}`));
  });
});
