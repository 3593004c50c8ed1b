import { describe, expect, it } from "vitest";
import { attributesOf, idsOf, type State, unfinishedIn } from "./state";

const STATE: State = {
  resources: [
    {
      mode: "managed",
      type: "aws_db_instance",
      name: "database",
      instances: [{ status: "tainted", attributes: { id: "db-1" } }],
    },
    { mode: "managed", type: "aws_db_instance", name: "other", instances: [{ attributes: { id: "db-2" } }] },
    {
      mode: "managed",
      type: "aws_route",
      name: "route",
      instances: [{ status: "tainted", attributes: { id: "r-1" } }],
    },
    {
      mode: "managed",
      type: "aws_lb",
      name: "balancer",
      instances: [{ status: "tainted", attributes: { id: "lb-1" } }],
    },
    {
      mode: "managed",
      type: "aws_ecs_cluster",
      name: "cluster",
      instances: [{ attributes: { id: "arn:cluster/webapp", name: "webapp" } }],
    },
    { mode: "data", type: "aws_db_instance", name: "looked-up", instances: [{ attributes: { id: "db-3" } }] },
  ],
};

describe("a state", () => {
  it("T2: tells what holds data or serves requests and was not made to its end; anything else may be made again", () => {
    expect(unfinishedIn(STATE)).toEqual(["aws_db_instance.database", "aws_lb.balancer"]);
  });

  it("T2: tells ids by address, clusters by their name, and attributes by type; empty before the first apply", () => {
    expect([...idsOf(STATE)]).toEqual([
      ["aws_db_instance.database", "db-1"],
      ["aws_db_instance.other", "db-2"],
      ["aws_route.route", "r-1"],
      ["aws_lb.balancer", "lb-1"],
      ["aws_ecs_cluster.cluster", "webapp"],
    ]);
    expect(attributesOf(STATE, "aws_db_instance").map(({ id }) => id)).toEqual(["db-1", "db-2"]);
    expect([...idsOf({})]).toEqual([]);
  });
});
