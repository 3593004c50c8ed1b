import { every, mustBe, mustBeCustomerKey, mustNotBeTrue, shown } from "../findings";
import { asList, isObject, type Resource } from "../resource";
import { rules } from "../rule";

const PROJECT = ["aws_codebuild_project"];

export const deliveryRules = rules(
  {
    id: "build-customer-key",
    title: "What builds produce is encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: PROJECT,
    rationale: "Whoever can change what was built decides what is deployed.",
    fix: "Set encryption_key, and leave encryption_disabled out of artifacts.",
    controls: ["CKV_AWS_78", "CKV_AWS_147", "AVD-AWS-0018"],
    source: "https://docs.aws.amazon.com/codebuild/latest/userguide/security-encryption.html",
    check: every(
      mustBeCustomerKey("encryption_key"),
      mustNotBeTrue("artifacts.encryption_disabled"),
      (project) =>
        project.blocks("secondary_artifacts").some((one) => one["encryption_disabled"] === true)
          ? "encryption_disabled is true for secondary artifacts"
          : undefined,
    ),
  },
  {
    id: "build-privileged",
    title: "Builds have no privileges on their host.",
    severity: "high",
    types: PROJECT,
    rationale: "Whatever a dependency's install script does, it does as root on the host.",
    fix: "Leave out privileged_mode.",
    controls: ["CodeBuild.5", "CKV_AWS_316"],
    check: mustNotBeTrue("environment.privileged_mode"),
  },
  {
    id: "build-logs",
    title: "Builds write a log.",
    severity: "medium",
    types: PROJECT,
    rationale: "What was built from what can not be found out later.",
    fix: "Set logs_config, and leave its logs on and encrypted.",
    controls: ["CodeBuild.3", "CodeBuild.4", "CKV_AWS_311", "CKV_AWS_314"],
    check: (project) => {
      const written = ["cloudwatch_logs", "s3_logs"].flatMap((kind) => project.blocks(`logs_config.${kind}`));
      return [
        ...(written.some(({ status }) => status !== "DISABLED") ? [] : ["no log is configured"]),
        ...(project.get("logs_config.s3_logs.encryption_disabled") === true
          ? ["its log is not encrypted"]
          : []),
      ];
    },
  },
  {
    id: "build-source",
    title: "Builds get their source over TLS, and its address holds no credentials.",
    severity: "critical",
    types: PROJECT,
    rationale: "The address is shown to whoever may look at the project.",
    fix: "Leave insecure_ssl out, and use a connection instead of credentials.",
    controls: ["CodeBuild.1"],
    check: (project) =>
      [...project.blocks("source"), ...project.blocks("secondary_sources")].flatMap((source) => [
        ...(source["insecure_ssl"] === true ? ["insecure_ssl is true"] : []),
        ...(/\/\/[^/@]+@/.test(String(source["location"]))
          ? ["the address of its source holds credentials"]
          : []),
      ]),
  },
  {
    id: "pipeline-customer-key",
    title: "What passes through a pipeline is encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: ["aws_codepipeline"],
    rationale: "Whoever can change what was built decides what is deployed.",
    fix: "Set artifact_store.encryption_key.",
    controls: ["CKV_AWS_219"],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html",
    check: (pipeline) =>
      pipeline.blocks("artifact_store").flatMap((store) => {
        const key = asList(store["encryption_key"])[0];
        const id = isObject(key) ? key["id"] : undefined;
        return mustBeCustomerKey("id")(view(pipeline, { id })) ?? [];
      }),
  },
  {
    id: "pipeline-source",
    title: "A pipeline gets source through a connection, not with a token.",
    severity: "high",
    types: ["aws_codepipeline"],
    rationale: "A personal token is in the state, and may do everything that its owner may.",
    fix: "Use CodeStarSourceConnection or CodeCommit as provider.",
    controls: ["CKV_AWS_41"],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/update-github-action-connections.html",
    check: (pipeline) =>
      pipeline
        .blocks("stage.action")
        .filter(({ category, owner }) => category === "Source" && owner === "ThirdParty")
        .map(({ name }) => `the action ${String(name)} uses a token`),
  },
  {
    id: "source-repository-customer-key",
    title: "Source is encrypted with a customer-managed KMS key.",
    severity: "low",
    types: ["aws_codecommit_repository"],
    rationale: "With AWS's own key, whoever may pull needs no permission for a key.",
    fix: "Set kms_key_id.",
    controls: [],
    source: "https://docs.aws.amazon.com/codecommit/latest/userguide/encryption.html",
    check: mustBeCustomerKey("kms_key_id"),
  },
  {
    id: "source-repository-approval",
    title: "Changes of the source are approved by somebody else.",
    severity: "medium",
    types: ["aws_codecommit_repository"],
    rationale: "One stolen credential changes what is deployed.",
    fix: "Add an aws_codecommit_approval_rule_template_association.",
    controls: ["CKV2_AWS_37"],
    source: "https://docs.aws.amazon.com/codecommit/latest/userguide/approval-rule-templates.html",
    check: (repository) =>
      repository.referredToBy("aws_codecommit_approval_rule_template_association", "repository_name").length >
      0
        ? undefined
        : "no approval rule is associated with it",
  },
  {
    id: "state-encryption",
    title: "State is remote, locked, and encrypted with a customer-managed key.",
    severity: "high",
    types: ["backend"],
    rationale: "State holds the addresses of everything, and more than one person changes it.",
    fix: "Use StateBackend.",
    controls: [],
    source: "https://developer.hashicorp.com/terraform/language/backend/s3",
    check: every(mustBe("encrypt", true), mustBeCustomerKey("kms_key_id"), (backend) =>
      backend.get("dynamodb_table") === undefined && backend.get("use_lockfile") !== true
        ? "state is not locked while it is changed"
        : undefined,
    ),
  },
  {
    id: "provider-account",
    title: "A stack is deployed to its account only, with nobody's keys.",
    severity: "high",
    types: ["provider"],
    rationale: "Production could be deployed into somebody else's account, or with somebody else's keys.",
    fix: "Set allowed_account_ids; leave access_key, secret_key and token out.",
    controls: ["CKV_AWS_41"],
    source: "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs#allowed_account_ids-1",
    check: (provider) => [
      ...(asList(provider.get("allowed_account_ids")).length === 0
        ? [shown(provider, "allowed_account_ids")]
        : []),
      ...["access_key", "secret_key", "token"]
        .filter((name) => provider.get(name) !== undefined)
        .map((name) => `${name} is set`),
    ],
  },
  {
    id: "tags",
    title: "Every resource that can have tags has a name and says whose it is.",
    severity: "low",
    types: ["*"],
    rationale: "Nobody knows what it is for, or what it costs.",
    fix: "Make it in a PlatformStack, which adds the tags.",
    controls: [],
    source:
      "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    check: (resource) => {
      if (resource.type === "provider") {
        const tags = resource.get("default_tags.tags");
        const missing = ["ManagedBy", "Project"].filter(
          (name) => !isObject(tags) || tags[name] === undefined,
        );
        return missing.map((name) => `default_tags lack ${name}`);
      }
      const tags = resource.attributes["tags"];
      return isObject(tags) && tags["Name"] === undefined ? "its tags lack Name" : undefined;
    },
  },
);

/** A part of a resource, as if it were one. */
function view(resource: Resource, attributes: Readonly<Record<string, unknown>>): Resource {
  return Object.create(resource, { attributes: { value: attributes } }) as Resource;
}
