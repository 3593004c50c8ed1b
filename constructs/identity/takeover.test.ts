import { describe, expect, it } from "vitest";
import { accountTags, environmentTags, stateOf } from "../../stacks";
import { evaluate, type Policies, type Request } from "../../tools/identity/evaluation/evaluate";
import { statements } from "../../tools/testing/policy";
import { environment, MINIMAL } from "../../tools/testing/synthesize";
import { policyDocument, type Statement } from "../security/policy-document";
import { deployStatements } from "./identity-scope";

const dev = environment(MINIMAL, "dev");
const prod = environment(MINIMAL, "prod");
const state = stateOf(dev);
const given = deployStatements(dev, state);
const role: Policies = {
  identity: given.flatMap((statement) => statements(policyDocument(statement))) as Policies["identity"],
};

type Tags = Readonly<Record<string, string>>;
const OWN = environmentTags(dev);
const tagged = (tags: Tags) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
const allowed = (request: Request) => evaluate(role, request) === "allowed";

/** A resource that a pattern of a statement means, with a name that nobody has. */
const example = (pattern: string) => pattern.replaceAll("*", "0123456789abcdef");

const asks = ({ conditions = {} }: Statement, operator: string) =>
  Object.keys(conditions[operator] ?? {}).some((key) => key.startsWith("aws:ResourceTag/"));
const allowing = given.filter(({ effect }) => effect !== "Deny");
const byTags = allowing.filter(
  (statement) => asks(statement, "StringEquals") || asks(statement, "StringEqualsIfExists"),
);
/** Every action that is told by tags, with a resource that it is about. */
const cases = byTags.flatMap((statement) =>
  statement.actions.flatMap((action) =>
    (statement.resources ?? []).map((pattern) => ({
      action,
      resource: example(pattern),
      isNew: asks(statement, "StringEqualsIfExists"),
    })),
  ),
);
const services = [...new Set(cases.map(({ action }) => action.split(":")[0]))].sort();

describe("what a deploying role is told by tags", () => {
  it("S2: is everything whose name AWS chooses", () => {
    expect(services).toEqual([
      "acm", "application-autoscaling", "backup", "ec2", "elasticloadbalancing", "kms", "logs", "rds",
    ]); // prettier-ignore
  });

  it.each(services)("S2: it may do with what is its own: %s", (service) => {
    for (const { action, resource } of cases.filter((one) => one.action.startsWith(`${service}:`))) {
      expect([action, resource, allowed({ action, resource, context: tagged(OWN) })]).toEqual([
        action,
        resource,
        true,
      ]);
    }
  });

  it.each(services)("S2: it may do what making something takes, before that has tags: %s", (service) => {
    for (const { action, resource, isNew } of cases.filter((one) => one.action.startsWith(`${service}:`))) {
      if (isNew) expect([action, resource, allowed({ action, resource })]).toEqual([action, resource, true]);
    }
  });

  it.each(services)(
    "S2: it neither tags nor changes what is another's, so nothing is taken over: %s",
    (service) => {
      for (const { action, resource } of cases.filter((one) => one.action.startsWith(`${service}:`))) {
        for (const tags of [
          environmentTags(prod),
          accountTags(dev),
          { Project: "other" },
          { Environment: "prod" },
        ]) {
          expect([action, resource, tags, allowed({ action, resource, context: tagged(tags) })]).toEqual([
            action,
            resource,
            tags,
            false,
          ]);
        }
      }
    },
  );
});

describe("a key", () => {
  const resource = "arn:aws:kms:us-east-1:111111111111:key/0123456789abcdef";
  const change = [
    "kms:TagResource",
    "kms:UntagResource",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:CreateAlias",
  ];
  const with_ = (alias: string | undefined, tags: Tags) => ({
    ...tagged(tags),
    ...(alias !== undefined && { "kms:ResourceAliases": [alias] }),
  });

  it.each([state.keyAlias, "alias/webapp-baseline-trail", "alias/webapp-baseline-alerts"])(
    "S2: of the account, %s, stays so though it had lost its tags, or had the environment's",
    (alias) => {
      for (const tags of [{}, OWN, accountTags(dev)]) {
        for (const action of change) {
          expect(evaluate(role, { action, resource, context: with_(alias, tags) })).toBe("denied explicitly");
        }
      }
    },
  );

  it("S2: of nobody known, without tags, is not tagged and then taken over", () => {
    for (const action of change) {
      expect([action, allowed({ action, resource, context: with_("alias/payroll", {}) })]).toEqual([
        action,
        false,
      ]);
    }
  });

  it("S2: of the account still encrypts the remote state", () => {
    for (const action of ["kms:Decrypt", "kms:GenerateDataKey"]) {
      expect(allowed({ action, resource, context: with_(state.keyAlias, accountTags(dev)) })).toBe(true);
    }
  });
});

describe("what is not told apart between environments of one account", () => {
  /** The environment's, the state's, and what AWS has for everybody. */
  const own = /webapp-dev|\/dev-\*|webapp-terraform-(?:state|lock)|:[op]g:default|managedruleset/;
  const open = allowing
    .filter(({ conditions }) => conditions === undefined)
    .filter(({ resources = [] }) => resources.some((resource) => !own.test(resource)))
    .flatMap(({ actions }) => actions)
    .filter((action) => !/:(?:(?:Batch)?(?:Describe|Get|List)|Create|Allocate|Request)/.test(action));

  it("S2: is what docs/security.md says, besides making something new: IAM knows neither its name nor its tags", () => {
    expect([...new Set(open)].sort()).toEqual([
      "backup-storage:MountCapsule",
      "ecs:DeregisterTaskDefinition",
      "logs:DeleteLogDelivery",
      "logs:DeleteQueryDefinition",
      "logs:DeleteResourcePolicy",
      "logs:PutQueryDefinition",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
      "route53:AssociateVPCWithHostedZone",
      "route53:ChangeTagsForResource",
      "route53:DeleteHealthCheck",
      "route53:DeleteHostedZone",
      "route53:DeleteQueryLoggingConfig",
      "route53:UpdateHealthCheck",
      "route53:UpdateHostedZoneComment",
      "sns:SetSubscriptionAttributes",
      "sns:Unsubscribe",
    ]);
  });
});
