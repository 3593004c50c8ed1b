import { describe, expect, it } from "vitest";
import type { PlannedChange } from "../plan/summary";
import { refuseUnshown, UnshownError } from "./rollout";

const create: PlannedChange = { address: "aws_sqs_queue.new", action: "create" };
const replace: PlannedChange = { address: "aws_lb.web", action: "replace", reason: "its name changes" };
const destroy: PlannedChange = { address: "aws_lb.web", action: "destroy" };

const check = (shown: readonly PlannedChange[], now: readonly PlannedChange[]) => () => {
  refuseUnshown({ stack: "dev-us-east-1-service", changes: shown }, { changes: now }, "dev");
};

describe("a stack that is planned again after an approval", () => {
  it("P1: may do what was shown, less, and create or change more", () => {
    expect(check([replace], [replace, create])).not.toThrow();
    expect(check([replace], [])).not.toThrow();
    expect(check([], [create, { address: "aws_lb.web", action: "change" }])).not.toThrow();
  });

  it("P1: may make a new revision of a task definition, which is what a new version comes with", () => {
    const revision: PlannedChange = { address: "aws_ecs_task_definition.web-task", action: "replace" };
    expect(check([], [revision])).not.toThrow();
    expect(check([], [{ ...revision, action: "destroy" }])).toThrow(UnshownError);
  });

  it.each([
    ["replaces", [], replace],
    ["destroys", [create], destroy],
    ["destroys what was to be replaced", [replace], destroy],
  ])("P1: is stopped where it %s and nobody was shown that", (_, shown, now) => {
    expect(check(shown, [now])).toThrow(UnshownError);
    expect(check(shown, [now])).toThrow(`${now.action} aws_lb.web`);
  });

  it("P1: says why, and how to go on", () => {
    expect(check([], [replace])).toThrow(
      /dev-us-east-1-service[\s\S]+replace aws_lb\.web: its name changes[\s\S]+Plan dev again/,
    );
  });
});
