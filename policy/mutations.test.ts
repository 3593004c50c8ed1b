import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { App } from "cdktf";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEnvironments } from "../environments/config/load";
import { addAccount, addEnvironment, byAccount } from "../stacks";
import { IMAGE } from "../tools/testing/synthesize";
import { check, type StackInput } from "./check";
import { PolicyError, prepare } from "./enforce";
import { allowed, POLICY_ATTRIBUTES } from "./policy-attributes";
import type { Attributes, Resource } from "./resource";
import { RULES } from "./rules";
import { AppView } from "./stack-view";

const outdir = mkdtempSync(join(tmpdir(), "mutations-"));
const environments = loadEnvironments(join(__dirname, "..", "environments"));

/** The app with one environment of the project, and its account. */
function appOf(name: string): App {
  const chosen = environments.filter((one) => one.name === name);
  const app = new App({ outdir });
  for (const group of byAccount(chosen)) addAccount(app, group);
  for (const one of chosen) addEnvironment(app, one, () => IMAGE, environments);
  return app;
}

let inputs: ReadonlyMap<string, StackInput>;
let resources: readonly Resource[];
beforeAll(() => {
  inputs = prepare(appOf("prod"));
  const documents = [...inputs].map(([id, { document }]) => [id, document] as const);
  resources = new AppView(new Map(documents)).stacks.flatMap((stack) => stack.resources);
}, 120_000);
afterAll(() => {
  rmSync(outdir, { recursive: true });
});

/** What becomes of a resource that is taken away. */
const AWAY: Attributes = {};
const takenAway = () => AWAY;

/** How many violations there are once a resource has other attributes, or is gone. */
function violationsWith(resource: Resource, attributes: Attributes): number {
  const input = inputs.get(resource.stack.id);
  if (input === undefined) throw new Error(`no stack ${resource.stack.id}`);
  const all = input.document["resource"] as Readonly<Record<string, Attributes>>;
  const others = Object.fromEntries(
    Object.entries(all[resource.type] ?? {}).filter(([name]) => name !== resource.name),
  );
  const changed = attributes === AWAY ? others : { ...others, [resource.name]: attributes };
  const document = { ...input.document, resource: { ...all, [resource.type]: changed } };
  return check(new Map([...inputs, [resource.stack.id, { ...input, document }]]), RULES).violations.length;
}

const without = (name: string) => (resource: Resource) => {
  const { [name]: taken, ...rest } = resource.attributes;
  return taken === undefined ? undefined : rest;
};
const withAlso = (change: Attributes) => (resource: Resource) => ({ ...resource.attributes, ...change });

/** Changes every statement that allows something. */
const statements =
  (change: (statement: Record<string, unknown>) => object) =>
  (resource: Resource): Attributes | undefined => {
    const attribute = POLICY_ATTRIBUTES.find(({ type }) => type === resource.type)?.attribute;
    const text = attribute === undefined ? undefined : resource.attributes[attribute];
    if (attribute === undefined || typeof text !== "string" || allowed(resource).length === 0)
      return undefined;
    const document = JSON.parse(text) as { Statement: Record<string, unknown>[] };
    const Statement = document.Statement.map((one) => (one["Effect"] === "Allow" ? change(one) : one));
    return { ...resource.attributes, [attribute]: JSON.stringify({ ...document, Statement }) };
  };

const container = (change: Attributes) => (resource: Resource) => {
  const all = resource.containers().map((one) => ({ ...one, ...change }));
  return { ...resource.attributes, container_definitions: JSON.stringify(all) };
};

/** Undefined where there is nothing in a resource to change. */
type Mutation = readonly [
  title: string,
  types: RegExp,
  change: (resource: Resource) => Attributes | undefined,
];

/** The policy of an endpoint limits identities and resources, not actions. */
const NO_ENDPOINT = /^aws_(?!vpc_endpoint$)/;
const IDENTITY = /^aws_iam_(role_policy|policy)$/;
const MUTATIONS: readonly Mutation[] = [
  [
    "a key is taken from a store",
    /^aws_(db_instance|rds_cluster|elasticache_replication_group)$/,
    without("kms_key_id"),
  ],
  ["a log group loses its key", /^aws_cloudwatch_log_group$/, without("kms_key_id")],
  ["a log group gets AWS's key", /^aws_cloudwatch_log_group$/, withAlso({ kms_key_id: "alias/aws/logs" })],
  ["logs are kept for ever", /^aws_cloudwatch_log_group$/, without("retention_in_days")],
  ["a queue loses its key", /^aws_sqs_queue$/, without("kms_master_key_id")],
  ["a queue loses its policy", /^aws_sqs_queue$/, without("policy")],
  ["a secret loses its key", /^aws_secretsmanager_secret$/, without("kms_key_id")],
  ["a secret is written down", /^aws_secretsmanager_secret_version$/, withAlso({ secret_string: "hunter2" })],
  ["a key is not rotated", /^aws_kms_key$/, without("enable_key_rotation")],
  ["encryption is switched off", /^aws_(db_instance|rds_cluster)$/, withAlso({ storage_encrypted: false })],
  [
    "a database is public",
    /^aws_(db_instance|rds_cluster_instance)$/,
    withAlso({ publicly_accessible: true }),
  ],
  [
    "a cache speaks without TLS",
    /^aws_elasticache_replication_group$/,
    without("transit_encryption_enabled"),
  ],
  [
    "a security group is open to the world",
    /^aws_vpc_security_group_ingress_rule$/,
    // Where the world comes in already, a reason is written down, and would stand for other ports too.
    (rule) =>
      rule.get("cidr_ipv4") === "0.0.0.0/0"
        ? undefined
        : { ...rule.attributes, cidr_ipv4: "0.0.0.0/0", from_port: 22, to_port: 22 },
  ],
  [
    "a security group lets every port through",
    /^aws_vpc_security_group_\w+_rule$/,
    withAlso({ ip_protocol: "-1" }),
  ],
  ["a subnet gives out public addresses", /^aws_subnet$/, withAlso({ map_public_ip_on_launch: true })],
  [
    "a companion is taken away",
    /^aws_s3_bucket_(policy|public_access_block|versioning|ownership_controls)$/,
    takenAway,
  ],
  ["a VPC is not watched", /^aws_(flow_log|default_security_group)$/, takenAway],
  ["a firewall is taken away", /^aws_wafv2_web_acl_(association|logging_configuration)$/, takenAway],
  [
    "an endpoint lets everybody through",
    /^aws_vpc_endpoint$/,
    statements((one) => ({ ...one, Resource: "*", Condition: undefined })),
  ],
  [
    "a policy allows every action",
    NO_ENDPOINT,
    statements((one) => ({ ...one, Action: "*", NotAction: undefined })),
  ],
  ["a policy allows all of a service", NO_ENDPOINT, statements((one) => ({ ...one, Action: ["s3:*"] }))],
  [
    "a role may do it to everything",
    IDENTITY,
    statements((one) => ({ ...one, Action: "s3:DeleteObject", Resource: "*" })),
  ],
  [
    "everybody may",
    /^aws_(kms_key|s3_bucket_policy|sns_topic_policy)$/,
    statements((one) => ({ ...one, Principal: "*", Condition: undefined })),
  ],
  ["a container runs as root", /^aws_ecs_task_definition$/, container({ user: "root" })],
  ["a container is privileged", /^aws_ecs_task_definition$/, container({ privileged: true })],
  [
    "a container may write anywhere",
    /^aws_ecs_task_definition$/,
    container({ readonlyRootFilesystem: false }),
  ],
  [
    "a container is told a password",
    /^aws_ecs_task_definition$/,
    container({ environment: [{ name: "DB_PASSWORD", value: "hunter2" }] }),
  ],
  ["a load balancer does not log", /^aws_lb$/, without("access_logs")],
  [
    "TLS is old",
    /^aws_lb_listener$/,
    withAlso({ protocol: "HTTPS", ssl_policy: "ELBSecurityPolicy-2016-08" }),
  ],
  ["tags move", /^aws_ecr_repository$/, withAlso({ image_tag_mutability: "MUTABLE" })],
  ["the trail stays in one region", /^aws_cloudtrail$/, withAlso({ is_multi_region_trail: false })],
];

describe("the project's own stacks", () => {
  it("S6: keep the policy as they are", () => {
    expect(check(inputs, RULES)).toMatchObject({ violations: [], wrongSuppressions: [] });
  });

  it.each(MUTATIONS)(
    "S6: are stopped where %s, whichever resource it happens to",
    (_title, types, change) => {
      const mutants = resources
        .filter(({ type }) => types.test(type))
        .flatMap((resource) => {
          const changed = change(resource);
          return changed === undefined ? [] : [{ resource, changed, at: resource.path }];
        });
      expect(mutants.length).toBeGreaterThan(0);
      fc.assert(
        fc.property(
          fc.constantFrom(...mutants),
          ({ resource, changed }) => violationsWith(resource, changed) > 0,
        ),
        { numRuns: 6, seed: 20 },
      );
    },
    120_000,
  );

  it("S6: are stopped by the synthesis itself", () => {
    const app = appOf("dev");
    const database = app.node.findAll().find((node) => node instanceof DbInstance);
    database?.addOverride("storage_encrypted", false);

    expect(() => app.synth()).toThrow(PolicyError);
    expect(() => app.synth()).toThrow(/rule: {2}database-encryption .*\n.*found: storage_encrypted is false/);
  }, 120_000);
});
