import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadEnvironments } from "../../environments/config/load";
import type { Environment } from "../../environments/config/schema";
import { stateOf } from "../../stacks";
import { environment, MINIMAL, synthesizeEnvironments } from "../../tools/testing/synthesize";
import { statements } from "../../tools/testing/policy";
import type { SynthesizedStack } from "../../tools/testing/synthesized-stack";
import { policyDocument, type Statement } from "../security/policy-document";
import { evaluate, type Policies, type Request } from "../../tools/identity/evaluation/evaluate";
import {
  boundaryArn,
  boundaryStatements,
  deployStatements,
  planStatements,
  pullRequestStatements,
} from "./identity-scope";
import { documentsOf, policiesOf, POLICY_QUOTA } from "./managed-policies";

const github = { repository: "octo-org/octo-repo" };
/** The shipped environments, deployed by GitHub Actions. */
const shipped = loadEnvironments(join(__dirname, "..", "..", "environments")).map((one) => ({
  ...one,
  delivery: { ...one.delivery, github: { ...github, branches: ["main"] } },
}));
const stacks = synthesizeEnvironments(shipped);
const dev = shipped.find(({ name }) => name === "dev") as Environment;
const baseline = stacks.get("111111111111-baseline");

const own = (one: Environment) => stacks.all.filter(({ id }) => id.startsWith(`${one.name}-`));
const allowed = (list: readonly Statement[]) => list.filter(({ effect }) => effect !== "Deny");
const matches = (pattern: string, value: string) =>
  new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\/]/g, "\\$&").replaceAll("*", ".*")}$`).test(value);

describe("roles for GitHub Actions", () => {
  const trust = (path: string) =>
    statements(baseline.one("aws_iam_role", path)["assume_role_policy"])[0]?.Condition;

  it("S2: are absent where nobody asks for them", () => {
    const plain = synthesizeEnvironments([environment(MINIMAL)]);
    expect(plain.get("111111111111-baseline").all("aws_iam_openid_connect_provider")).toEqual([]);
    for (const stack of plain.all) {
      for (const role of stack.all("aws_iam_role")) expect(role).not.toHaveProperty("permissions_boundary");
    }
  });

  it("S2: trust AWS's audience and GitHub's issuer", () => {
    expect(baseline.one("aws_iam_openid_connect_provider")).toMatchObject({
      url: "https://token.actions.githubusercontent.com",
      client_id_list: ["sts.amazonaws.com"],
    });
  });

  it("P4, S2: deploy for jobs of one repository and one GitHub environment only", () => {
    expect(baseline.one("aws_iam_role", "github/dev/deploy")["name"]).toBe("webapp-dev-deploy");
    expect(trust("github/dev/deploy")).toEqual({
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:environment:dev",
      },
    });
  });

  it("S2: deploy for the GitHub environment that is named", () => {
    const named = environment({ ...MINIMAL, delivery: { github: { ...github, environment: "production" } } });
    const role = synthesizeEnvironments([named])
      .get("111111111111-baseline")
      .one("aws_iam_role", "github/test/deploy");
    expect(JSON.stringify(statements(role["assume_role_policy"]))).toContain(
      "repo:octo-org/octo-repo:environment:production",
    );
  });

  it.each([
    ["plan", "webapp-plan", "ref:refs/heads/main"],
    ["pull-request", "webapp-pull-request", "pull_request"],
  ])("S2, B21: %s is for its own kind of workflow alone", (id, name, subject) => {
    expect(baseline.one("aws_iam_role", `github/${id}`)["name"]).toBe(name);
    expect(trust(`github/${id}`)).toEqual({
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": `repo:octo-org/octo-repo:${subject}`,
      },
    });
  });

  it("S2: know a repository by its ids alone where they are given", () => {
    const ids = { ownerId: "123456", repositoryId: "456789", branches: ["main"] };
    const known = synthesizeEnvironments([
      environment({ ...MINIMAL, delivery: { github: { ...github, ...ids } } }),
    ]).get("111111111111-baseline");
    const subject = (path: string) =>
      statements(known.one("aws_iam_role", path)["assume_role_policy"])[0]?.Condition?.["StringEquals"]?.[
        "token.actions.githubusercontent.com:sub"
      ];
    expect(subject("github/test/deploy")).toBe("repo:octo-org@123456/octo-repo@456789:environment:test");
    expect(subject("github/plan")).toBe("repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main");
    expect(subject("github/pull-request")).toBe("repo:octo-org@123456/octo-repo@456789:pull_request");
  });

  it("O4: are told after a deployment", () => {
    expect(baseline.output("plan_role_arn")).toBe(baseline.reference("aws_iam_role", "github/plan", "arn"));
    expect(baseline.output("pull_request_role_arn")).toBe(
      baseline.reference("aws_iam_role", "github/pull-request", "arn"),
    );
    expect(baseline.output("deploy_role_arn_dev")).toBe(
      baseline.reference("aws_iam_role", "github/dev/deploy", "arn"),
    );
  });

  it("S2: exist where the organization provides the rest", () => {
    const only = environment({ ...MINIMAL, delivery: { github }, baseline: { enabled: false } });
    const { types } = synthesizeEnvironments([only]).get("111111111111-baseline");
    expect(types).toContain("aws_iam_openid_connect_provider");
    expect(types).not.toContain("aws_guardduty_detector");
  });
});

describe("what the roles may do", () => {
  const deploy = (one: Environment) => deployStatements(one, stateOf(one));
  const plan = planStatements([dev], stateOf(dev));

  it("S2: names every action, and a resource wherever AWS knows one", () => {
    // Without a resource: what lists, and what makes or changes something that has no ARN yet, or none at all.
    const without =
      /^(?:[a-z0-9-]+:(?:Describe|Get|List)\w+|ecs:DeregisterTaskDefinition|kms:CreateKey|synthetics:CreateCanary|backup-storage:MountCapsule|logs:\w*(?:LogDelivery|QueryDefinition|ResourcePolicy)|sns:(?:SetSubscriptionAttributes|Unsubscribe)|route53:Create(?:HealthCheck|HostedZone))$/;
    for (const { actions, resources = [] } of shipped.flatMap((one) => allowed([...deploy(one), ...plan]))) {
      for (const action of actions) {
        expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
        if (resources.includes("*")) expect(action).toMatch(without);
      }
    }
  });

  it("S2: a plan changes nothing, not even the lock of a state", () => {
    const changes =
      /:(?:Create|Delete|Put|Update|Modify|Attach|Detach|Set|Start|Stop|Run|Tag|Untag|Pass|Add|Remove)/;
    expect(plan.flatMap(({ actions }) => actions).filter((action) => changes.test(action))).toEqual([]);
  });

  it.each([
    [
      "iam:GetRole",
      "arn:aws:iam::111111111111:role/aws-service-role/opensearchservice.amazonaws.com/AWSServiceRoleForAmazonOpenSearchService",
    ],
    [
      "access-analyzer:GetAnalyzer",
      "arn:aws:access-analyzer:us-east-1:111111111111:analyzer/ConsoleAnalyzer-0a1b2c",
    ],
    [
      "access-analyzer:ListTagsForResource",
      "arn:aws:access-analyzer:us-east-1:111111111111:analyzer/ConsoleAnalyzer-0a1b2c",
    ],
  ])("B20: a plan reads what the account had before the platform: %s", (action, resource) => {
    const policies: Policies = { identity: statements(policyDocument(...plan)) as Policies["identity"] };
    expect(evaluate(policies, { action, resource })).toBe("allowed");
  });

  it("B21: a pull request reads states and hosted zones, whatever else there is", () => {
    const actions = pullRequestStatements([dev], stateOf(dev)).flatMap((one) => one.actions);
    expect([...new Set(actions)].sort()).toEqual([
      "dynamodb:GetItem",
      "kms:Decrypt",
      "route53:GetHostedZone",
      "route53:ListHostedZones",
      "route53:ListTagsForResource",
      "s3:GetObject",
      "s3:ListBucket",
    ]);
    const identity = pullRequestStatements([dev], stateOf(dev)).flatMap((one) =>
      statements(policyDocument(one)),
    ) as Policies["identity"];
    const decide = (action: string, resource: string, context: Request["context"] = {}) =>
      evaluate({ identity }, { action, resource, context });
    const key = "arn:aws:kms:us-east-1:111111111111:key/1";
    expect(decide("kms:Decrypt", key, { "kms:ResourceAliases": ["alias/webapp-terraform-state"] })).toBe(
      "allowed",
    );
    expect(decide("kms:Decrypt", key, { "kms:ResourceAliases": ["alias/webapp-dev-secrets"] })).toBe(
      "not allowed",
    );
    expect(
      decide(
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:us-east-1:111111111111:secret:webapp-dev/database-1",
      ),
    ).toBe("not allowed");
  });

  it("S2: an environment's role writes the state of this environment only", () => {
    const write = deploy(dev).find(({ actions }) => actions.includes("s3:PutObject"));
    expect(write?.resources).toEqual(["arn:aws:s3:::webapp-terraform-state-111111111111/dev-*.tfstate"]);
    const lock = deploy(dev).find(({ actions }) => actions.includes("dynamodb:PutItem"));
    expect(lock?.conditions).toEqual({
      "ForAllValues:StringLike": {
        "dynamodb:LeadingKeys": ["webapp-terraform-state-111111111111/dev-*.tfstate*"],
      },
    });
  });

  it("S2: changes records of its own names only, and none without a domain", () => {
    const records = (domain: Environment["domain"]) =>
      deploy({ ...dev, domain }).filter(({ actions }) =>
        actions.includes("route53:ChangeResourceRecordSets"),
      );
    const named = environment({
      ...MINIMAL,
      domain: {
        name: "app.example.com",
        alternativeNames: ["*.app.example.com"],
        zone: { name: "example.com", create: false },
      },
    });
    expect(records(named.domain)).toMatchObject([
      {
        conditions: {
          "ForAllValues:StringLike": {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["app.example.com", "*.app.example.com"],
          },
        },
      },
    ]);
    expect(records(undefined)).toEqual([]);
  });

  it("S2: makes and changes roles of its own name, with the boundary, and passes them to known services", () => {
    const about = (action: string) =>
      deploy(dev).filter(({ effect, actions }) => !effect && actions.includes(action));
    for (const action of [
      "iam:CreateRole",
      "iam:PutRolePolicy",
      "iam:AttachRolePolicy",
      "iam:PutRolePermissionsBoundary",
    ]) {
      expect(about(action)).toMatchObject([
        {
          resources: ["arn:aws:iam::111111111111:role/webapp-dev-us-east-1-*"],
          conditions: { ArnEquals: { "iam:PermissionsBoundary": boundaryArn(dev) } },
        },
      ]);
    }
    expect(about("iam:PassRole")[0]?.conditions?.["StringEquals"]).toHaveProperty("iam:PassedToService");
    for (const action of ["iam:DeleteRolePermissionsBoundary", "iam:CreatePolicyVersion", "iam:CreateUser"]) {
      expect(about(action)).toEqual([]);
    }
  });

  it("S2: can neither free itself, nor let anybody in, nor switch off what watches it", () => {
    const denied = deploy(dev).filter(({ effect }) => effect === "Deny");
    const refused = (action: string, resource: string) =>
      denied.some(
        ({ actions, resources = [] }) =>
          actions.includes(action) && resources.some((pattern) => matches(pattern, resource)),
      );
    for (const [action, resource] of [
      ["iam:PutRolePolicy", "arn:aws:iam::111111111111:role/webapp-dev-deploy"],
      ["iam:UpdateAssumeRolePolicy", "arn:aws:iam::111111111111:role/webapp-plan"],
      ["iam:DeleteRolePermissionsBoundary", "arn:aws:iam::111111111111:role/webapp-dev-us-east-1-web-task"],
      ["iam:CreatePolicyVersion", boundaryArn(dev)],
      [
        "iam:DeleteOpenIDConnectProvider",
        "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com",
      ],
      ["cloudtrail:StopLogging", "arn:aws:cloudtrail:us-east-1:111111111111:trail/webapp-baseline-trail"],
      ["guardduty:DeleteDetector", "arn:aws:guardduty:us-east-1:111111111111:detector/1"],
    ] as const) {
      expect(refused(action, resource), action).toBe(true);
    }
  });

  it("S2: fits into IAM's quotas for whatever names and regions", () => {
    const regions = [
      "us-east-1",
      "us-west-2",
      "ap-southeast-1",
      "eu-central-1",
      "sa-east-1",
      "ap-northeast-3",
    ] as const;
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9]{1,14}$/),
        fc.stringMatching(/^[a-z][a-z0-9]{1,9}$/),
        fc.shuffledSubarray([...regions], { minLength: 1 }),
        (project, name, names) => {
          const one = environment(
            {
              ...MINIMAL,
              project,
              regions: names.map((region, index) => ({ name: region, cidr: `10.${index}.0.0/16` })),
            },
            name,
          );
          for (const list of [deploy(one), planStatements([one], stateOf(one))]) {
            const documents = policiesOf(list).map(({ policy }) => policy);
            expect(documents.length).toBeLessThanOrEqual(POLICY_QUOTA.perRole);
            for (const document of documents)
              expect(document.length).toBeLessThanOrEqual(POLICY_QUOTA.characters);
            const sids = documents.flatMap((document) => statements(document).map(({ Sid }) => Sid));
            expect(new Set(sids).size).toBe(sids.length);
          }
          expect(documentsOf(boundaryStatements(one, stateOf(one)))).toHaveLength(1);
        },
      ),
      { seed: 20_261_120, numRuns: 25 },
    );
  });

  it("S2: leaves room in the boundary for the longest names", () => {
    const longest = environment({ ...MINIMAL, project: "a".repeat(15) }, "b".repeat(10));
    const { length } = policyDocument(...boundaryStatements(longest, stateOf(longest)));
    expect(length).toBeLessThan(POLICY_QUOTA.characters - 150);
  });

  it("S2: lets no deploying role change what the registry of an account copies", () => {
    const identity = deploy(dev).flatMap((one) => statements(policyDocument(one))) as Policies["identity"];
    for (const action of [
      "ecr:PutReplicationConfiguration",
      "ecr:PutRegistryPolicy",
      "ecr:DeleteRegistryPolicy",
    ])
      expect(evaluate({ identity }, { action, resource: "*" })).toBe("not allowed");
  });

  it("S2: says the same in policies as in statements", () => {
    const pairs = (list: readonly { actions: readonly string[]; resources?: readonly string[] }[]) =>
      new Set(
        list.flatMap(({ actions, resources = [] }) =>
          actions.flatMap((a) => resources.map((r) => `${a} ${r}`)),
        ),
      );
    const written = policiesOf(deploy(dev))
      .map(({ policy }) => policy)
      .flatMap(statements)
      .map(({ Action, Resource }) => ({
        actions: [Action].flat(),
        resources: [Resource ?? []].flat(),
      }));
    expect(pairs(written)).toEqual(pairs(deploy(dev)));
  });
});

/** Where the name of a resource stands, and the ARN it makes. */
const NAMED: Readonly<Record<string, readonly [string, string]>> = {
  aws_backup_vault: ["name", "backup:{at}:backup-vault:"],
  aws_cloudwatch_event_rule: ["name", "events:{at}:rule/"],
  aws_cloudwatch_log_group: ["name", "logs:{at}:log-group:"],
  aws_cloudwatch_metric_alarm: ["alarm_name", "cloudwatch:{at}:alarm:"],
  aws_db_instance: ["identifier", "rds:{at}:db:"],
  aws_db_subnet_group: ["name", "rds:{at}:subgrp:"],
  aws_ecr_repository: ["name", "ecr:{at}:repository/"],
  aws_ecs_cluster: ["name", "ecs:{at}:cluster/"],
  aws_elasticache_parameter_group: ["name", "elasticache:{at}:parametergroup:"],
  aws_elasticache_replication_group: ["replication_group_id", "elasticache:{at}:replicationgroup:"],
  aws_iam_role: ["name", "iam::{account}:role/"],
  aws_kinesis_firehose_delivery_stream: ["name", "firehose:{at}:deliverystream/"],
  aws_kms_alias: ["name", "kms:{at}:"],
  aws_lambda_function: ["function_name", "lambda:{at}:function:"],
  aws_opensearch_domain: ["domain_name", "es:{at}:domain/"],
  aws_rds_cluster: ["cluster_identifier", "rds:{at}:cluster:"],
  aws_rds_cluster_instance: ["identifier", "rds:{at}:db:"],
  aws_s3_bucket: ["bucket", "s3:::"],
  aws_secretsmanager_secret: ["name", "secretsmanager:{at}:secret:"],
  aws_sns_topic: ["name", "sns:{at}:"],
  aws_sqs_queue: ["name", "sqs:{at}:"],
  aws_synthetics_canary: ["name", "synthetics:{at}:canary:"],
};

describe.each(shipped)("$name", (one) => {
  const regionOf = (stack: SynthesizedStack) => String(stack.provider["region"]);

  it("S2: has no name that its deploying role can't reach", () => {
    const reachable = allowed(deployStatements(one, stateOf(one))).flatMap(({ resources = [] }) => resources);
    const missed: string[] = [];
    for (const stack of own(one)) {
      for (const [type, [attribute, pattern]] of Object.entries(NAMED)) {
        for (const resource of stack.all(type)) {
          const name = String(resource[attribute]);
          // Known after the deployment only.
          if (name.includes("${")) continue;
          const at = `${regionOf(stack)}:${one.account}`;
          const arn = `arn:aws:${pattern.replace("{at}", at).replace("{account}", one.account)}${name}`;
          if (!reachable.some((reach) => reach !== "*" && matches(reach, arn)))
            missed.push(`${stack.id}: ${arn}`);
        }
      }
    }
    expect(missed).toEqual([]);
  });

  it("S2: has the boundary on every role", () => {
    for (const stack of own(one)) {
      for (const role of stack.all("aws_iam_role"))
        expect(role["permissions_boundary"]).toBe(boundaryArn(one));
    }
  });

  it("S2: gives no role what its boundary takes away", () => {
    const most = boundaryStatements(one, stateOf(one));
    const permitted = (action: string, resource: string) =>
      most.some(
        ({ actions, resources = [] }) =>
          actions.includes(action) &&
          // What Terraform fills in later can only be compared once it is known.
          (resource.includes("${") ||
            resources.some((pattern) => pattern === resource || matches(pattern, resource))),
      );
    const lost = own(one).flatMap((stack) =>
      stack.all("aws_iam_role_policy").flatMap((policy) =>
        statements(policy["policy"])
          .filter(({ Effect }) => Effect === "Allow")
          .flatMap(({ Action, Resource }) =>
            [Action].flat().flatMap((action) =>
              [Resource ?? []]
                .flat()
                .filter((resource) => !permitted(action, resource))
                .map((resource) => `${stack.pathOf(policy)}: ${action} ${resource}`),
            ),
          ),
      ),
    );
    expect(lost).toEqual([]);
  });
});
