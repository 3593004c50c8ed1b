import { describe, expect, it } from "vitest";
import { type EnvironmentPlan, summarize } from "../plan/summary";
import { change } from "../plan/testing";
import type { TerraformPlan } from "../plan/terraform-plan";
import { describeReport } from "./report";

const RUN = { runUrl: "https://github.com/owner/name/actions/runs/1" };

function planOf(
  environment: string,
  changes: NonNullable<TerraformPlan["resource_changes"]>,
  allowed: string[] = [],
): EnvironmentPlan {
  const stack = `${environment}-us-east-1-data`;
  return {
    environment,
    images: { app: "0123456789abcdef" },
    remoteState: true,
    stacks: [
      {
        stack,
        status: "planned",
        waitsFor: [],
        resources: 3,
        ...summarize(stack, { resource_changes: changes }),
      },
    ],
    orphans: [],
    allowed,
  };
}

describe("describeReport", () => {
  it("P1: shows what changes in each environment, what it costs, and the policies", () => {
    const text = describeReport({
      ...RUN,
      environments: [
        {
          environment: "dev",
          plan: planOf("dev", [change("aws_iam_role.a", ["create"])]),
          cost: "| total | +1.00 |",
        },
        { environment: "prod", plan: planOf("prod", []) },
      ],
      policy: "no violations",
    });
    expect(text).toMatch(
      /### dev[\s\S]+\| dev-us-east-1-data \| 1 to create \|[\s\S]+\+ create aws_iam_role\.a[\s\S]+\+1\.00/,
    );
    expect(text).toMatch(/### prod\n\nNothing to change\./);
    expect(text).toMatch(/Policies[\s\S]+no violations/);
    expect(text).toContain(RUN.runUrl);
    expect(text).not.toContain("CAUTION");
  });

  it("P5: warns of data that would be destroyed before anything else", () => {
    const plan = planOf("dev", [
      change("aws_sqs_queue.jobs", ["delete"], { action_reason: "delete_because_no_resource_config" }),
    ]);
    const text = describeReport({ ...RUN, environments: [{ environment: "dev", plan }] });
    expect(text.indexOf("[!CAUTION]")).toBeLessThan(text.indexOf("### dev"));
    expect(text).toMatch(
      /destroy `dev-us-east-1-data\/aws_sqs_queue\.jobs`: the configuration has no such .+ Lost: all messages/,
    );
    expect(text).toContain("`delivery.allowDestroy` in `environments/dev.ts`");
    const allowed = planOf(
      "dev",
      [change("aws_sqs_queue.jobs", ["delete"])],
      ["dev-us-east-1-data/aws_sqs_queue.jobs"],
    );
    expect(describeReport({ ...RUN, environments: [{ environment: "dev", plan: allowed }] })).not.toContain(
      "CAUTION",
    );
  });

  it("P1: says so where planning failed, and where nothing is affected", () => {
    expect(describeReport({ ...RUN, environments: [{ environment: "dev" }] })).toContain("Planning failed");
    expect(describeReport({ ...RUN, environments: [] })).toContain("Nothing that is deployed changes.");
  });

  it("P1: names what is affected and not planned, with its cost, and what an administrator changes", () => {
    const text = describeReport({
      ...RUN,
      environments: [],
      unplanned: [{ environment: "mine", cost: "| total | +2.00 |" }],
      accountStacks: [{ stack: "111111111111-baseline", command: "npm run baseline -- dev" }],
    });
    expect(text).not.toContain("Nothing that is deployed changes.");
    expect(text).toMatch(
      /### mine\n\nIt is affected, and not planned: .+environments\/mine\.ts[\s\S]+\+2\.00/,
    );
    expect(text).toContain("| 111111111111-baseline | `npm run baseline -- dev` |");
  });

  it("P1: what a program wrote can't leave its code block", () => {
    const text = describeReport({ ...RUN, environments: [], policy: "```\n@everyone" });
    expect(text.match(/^```/gm)).toHaveLength(2);
  });
});
