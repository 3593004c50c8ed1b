import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Github } from "../delivery/github";
import { FakeGithub } from "../delivery/testing";
import { summarize, type StackPlan } from "../plan/summary";
import { change } from "../plan/testing";
import { environment, MINIMAL } from "../testing/synthesize";
import { type Drift, driftOf, LABEL, reportDrift, subjectOf } from "./issue";

const RUN = "https://github.com/owner/name/actions/runs/1";
const DEV = subjectOf(environment(MINIMAL, "dev"), false);
const PROD = subjectOf(environment(MINIMAL, "prod"), false);
const DRIFT: Drift = {
  "dev-us-east-1-data": [{ address: "aws_sqs_queue.jobs", action: "change", drifted: true }],
};

describe("driftOf", () => {
  it("P6: is what was changed outside of Terraform and a deployment would undo, and nothing else", () => {
    const [changed, undeployed, ignored] = ["aws_sqs_queue.jobs", "aws_iam_role.new", "aws_ecs_service.web"];
    const stack: StackPlan = {
      stack: "dev-us-east-1-data",
      status: "planned",
      waitsFor: [],
      resources: 3,
      ...summarize("dev-us-east-1-data", {
        resource_changes: [
          change(changed, ["update"]),
          change(undeployed, ["create"]),
          change(ignored, ["no-op"]),
        ],
        resource_drift: [change(changed, ["update"]), change(ignored, ["update"])],
      }),
    };
    expect(driftOf({ stacks: [stack] })).toEqual({
      "dev-us-east-1-data": [{ address: changed, action: "change", drifted: true }],
    });
  });
});

describe("reportDrift", () => {
  let fake: FakeGithub;
  let github: Github;
  beforeEach(async () => {
    fake = await FakeGithub.start();
    github = Github.fromEnvironment(fake.variables);
  });
  afterEach(() => fake.stop());
  const issues = () => fake.issues.map(({ title, state }) => `${title}: ${state}`);

  it("P6: opens one issue, updates it, closes it when the drift is gone, and opens another next time", async () => {
    expect(await reportDrift(github, DEV, {}, RUN)).toBe("nothing");
    expect(fake.changes).toEqual([]);

    expect(await reportDrift(github, DEV, DRIFT, RUN)).toBe("opened");
    expect(issues()).toEqual(["Drift in dev: open"]);
    expect(fake.issues[0]?.labels).toEqual([LABEL]);
    expect(fake.issues[0]?.body).toMatch(/aws_sqs_queue\.jobs`: a deployment would change it/);

    const more: Drift = {
      ...DRIFT,
      "dev-us-east-1-network": [
        { address: "aws_vpc.vpc", action: "replace", reason: "cannot be changed in place: cidr_block" },
      ],
    };
    expect(await reportDrift(github, DEV, more, RUN)).toBe("updated");
    expect(issues()).toEqual(["Drift in dev: open"]);
    expect(fake.issues[0]?.body).toMatch(
      /aws_vpc\.vpc`: a deployment would replace it \(cannot be changed in place: cidr_block\)/,
    );

    expect(await reportDrift(github, DEV, {}, RUN)).toBe("closed");
    expect(issues()).toEqual(["Drift in dev: closed"]);
    expect(fake.comments.get(1)?.[0]?.body).toContain("as it was deployed again");

    expect(await reportDrift(github, DEV, DRIFT, RUN)).toBe("opened");
    expect(issues()).toEqual(["Drift in dev: closed", "Drift in dev: open"]);
  });

  it("P6: keeps one issue for each environment", async () => {
    await reportDrift(github, DEV, DRIFT, RUN);
    await reportDrift(github, PROD, DRIFT, RUN);
    await reportDrift(github, DEV, {}, RUN);
    expect(issues()).toEqual(["Drift in dev: closed", "Drift in prod: open"]);
  });

  it("P6: keeps an issue of its own about an account, which an administrator brings back", async () => {
    await reportDrift(github, DEV, DRIFT, RUN);
    await reportDrift(github, subjectOf(environment(MINIMAL, "dev"), true), DRIFT, RUN);
    expect(issues()).toEqual(["Drift in dev: open", "Drift in account 111111111111: open"]);
    expect(fake.issues[0]?.body).toContain("deploy dev again");
    expect(fake.issues[1]?.body).toContain("npm run baseline -- dev");
  });
});
