import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { permissions, statements } from "../tools/testing/policy";
import { MINIMAL, synthesize } from "../tools/testing/synthesize";
import type { SynthesizedStack } from "../tools/testing/synthesized-stack";

type Pipeline = NonNullable<NonNullable<EnvironmentInput["delivery"]>["pipeline"]>;

interface Action {
  readonly name: string;
  readonly provider: string;
  readonly run_order?: number;
  readonly region?: string;
  readonly role_arn?: string;
  readonly configuration: Readonly<Record<string, string>>;
}

const HERE = "111111111111";
const THERE = "333333333333";
const PROD: EnvironmentInput = {
  ...MINIMAL,
  account: THERE,
  regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
};
const synthesizeWith = (pipeline: Partial<Pipeline>, staging: Partial<EnvironmentInput> = {}, prod = PROD) =>
  synthesize({
    staging: {
      ...MINIMAL,
      ...staging,
      delivery: {
        pipeline: {
          source: { type: "codecommit", replicaRegion: "eu-west-1" },
          deploy: [{ environment: "staging", approval: false }, { environment: "prod" }],
          approvers: ["lead@example.com", "owner@example.com"],
          alerts: ["ops@example.com"],
          ...pipeline,
        },
      },
    },
    prod,
  });

const SERVICES: EnvironmentInput = {
  ...PROD,
  services: { web: { route: {} }, worker: { command: ["worker"] } },
  tasks: { migrate: { command: ["migrate"] } },
  migration: "migrate",
};
const both = synthesizeWith({}, {}, SERVICES);
const stack = both.get("staging-delivery");
const github = synthesizeWith({
  source: { type: "github", repository: "octo-org/octo-repo", branch: "release" },
});

const stages = (of: SynthesizedStack) =>
  of.one("aws_codepipeline")["stage"] as readonly {
    readonly name: string;
    readonly action: readonly Action[];
  }[];
const stage = (name: string, of = stack) => {
  const found = stages(of).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no stage ${name}`);
  return found.action;
};
const policyOf = (role: string, of = stack) => of.one("aws_iam_role_policy", `${role}/policy`)["policy"];
const trustOf = (role: string, of = stack) => statements(of.one("aws_iam_role", role)["assume_role_policy"]);
const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

describe("the pipeline", () => {
  it("P3: is absent unless an environment states one, and belongs to that environment's account and region", () => {
    expect(synthesize({ staging: MINIMAL }).ids).not.toContain("staging-delivery");
    expect(both.ids.filter((id) => id.endsWith("-delivery"))).toEqual(["staging-delivery"]);
    expect(stack.provider).toMatchObject({ region: "us-east-1", allowed_account_ids: [HERE] });
  });

  it("P3: goes from the source through tests to staging, and after an approval with images and migration to production", () => {
    expect(stack.one("aws_codepipeline")).toMatchObject({
      name: "webapp-staging-delivery",
      pipeline_type: "V2",
    });
    const steps = stages(stack).map(({ name, action }) => [
      name,
      action.map((one) => `${one.run_order ?? ""} ${one.provider} ${one.name}`.trim()),
    ]);
    expect(steps).toEqual([
      ["Source", ["CodeCommit Source"]],
      ["Test", ["CodeBuild Test"]],
      ["staging", ["1 CodeBuild Images", "2 ECS web-us-east-1"]],
      [
        "prod",
        [
          "1 Manual Approve",
          "2 CodeBuild Images",
          "3 CodeBuild Migrate-us-east-1",
          "4 ECS web-us-east-1",
          "4 ECS worker-us-east-1",
          "5 CodeBuild Migrate-us-west-2",
          "6 ECS web-us-west-2",
          "6 ECS worker-us-west-2",
        ],
      ],
    ]);
  });

  it("C7: has the function of each region run the migration, as the role that deploys there", () => {
    const migrate = stage("prod").find(({ name }) => name === "Migrate-us-west-2");
    expect(migrate?.configuration["ProjectName"]).toBe(
      stack.reference("aws_codebuild_project", "migrate", "name"),
    );
    const given: unknown = JSON.parse(migrate?.configuration["EnvironmentVariables"] ?? "");
    const functionName = String(
      both.get("prod-us-west-2-service").one("aws_lambda_function", "migration/function")["function_name"],
    );
    expect(given).toEqual(
      [
        ["DEPLOYER_ROLE", role(THERE, "webapp-prod-us-west-2-pipeline-deployer")],
        ["FUNCTION", `arn:aws:lambda:us-west-2:${THERE}:function:${functionName}`],
        ["FUNCTION_REGION", "us-west-2"],
        ["EVENT", "migration-prod-us-west-2.json"],
      ].map(([name, value]) => ({ name, value, type: "PLAINTEXT" })),
    );
    // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
    expect(migrate?.configuration["EnvironmentVariables"]?.length).toBeLessThan(1000);
  });

  it("P3: gives each service its own image definitions, with a role of its environment and region", () => {
    expect(stage("prod").at(-1)).toMatchObject({
      name: "worker-us-west-2",
      region: "us-west-2",
      role_arn: role(THERE, "webapp-prod-us-west-2-pipeline-deployer"),
      configuration: {
        ClusterName: "webapp-prod",
        ServiceName: "worker",
        FileName: "imagedefinitions-prod-us-west-2-worker.json",
      },
    });
    expect(both.get("prod-us-west-2-service").one("aws_ecs_cluster")["name"]).toBe("webapp-prod");
    expect(both.get("prod-us-west-2-service").one("aws_ecs_service", "worker")["name"]).toBe("worker");
  });

  it("P3: names no region where there is only one", () => {
    const one = synthesizeWith({}, {}, { ...PROD, regions: [{ name: "us-east-1" }] }).get("staging-delivery");
    expect(stage("prod", one).at(-1)).not.toHaveProperty("region");
    expect(one.one("aws_codepipeline")["artifact_store"]).toMatchObject([{ type: "S3" }]);
    expect(JSON.stringify(one.one("aws_codepipeline")["artifact_store"])).not.toContain("region");
  });

  it("P3: asks by e-mail, on an encrypted topic, and only where an approval is wanted", () => {
    expect(stage("prod")[0]?.configuration["NotificationArn"]).toBe(
      stack.reference("aws_sns_topic", "approvals", "arn"),
    );
    const subscribed = stack
      .all("aws_sns_topic_subscription")
      .map(({ topic_arn, protocol, endpoint }) => [topic_arn, protocol, endpoint]);
    const approvals = stack.reference("aws_sns_topic", "approvals", "arn");
    const alerts = stack.reference("aws_sns_topic", "alerts", "arn");
    expect(subscribed).toEqual([
      [alerts, "email", "ops@example.com"],
      [approvals, "email", "lead@example.com"],
      [approvals, "email", "owner@example.com"],
    ]);
    for (const topic of stack.all("aws_sns_topic"))
      expect(topic["kms_master_key_id"]).toBe(stack.reference("aws_kms_key", "topic-key", "arn"));
    const unasked = synthesizeWith({ deploy: [{ environment: "staging", approval: false }] }).get(
      "staging-delivery",
    );
    expect(unasked.all("aws_sns_topic")).toHaveLength(1);
  });

  it("P3: says in a sentence what failed", () => {
    expect(JSON.parse(String(stack.one("aws_cloudwatch_event_rule", "failure")["event_pattern"]))).toEqual({
      source: ["aws.codepipeline"],
      "detail-type": ["CodePipeline Action Execution State Change"],
      detail: { pipeline: ["webapp-staging-delivery"], state: ["FAILED"] },
    });
    for (const id of ["failure/topic", "mirror/failure/topic"]) {
      const target = stack.one("aws_cloudwatch_event_target", id);
      expect(target["arn"]).toBe(stack.reference("aws_sns_topic", "alerts", "arn"));
      const { input_paths: paths, input_template: template } = target["input_transformer"] as {
        input_paths: Record<string, string>;
        input_template: string;
      };
      const used = [...template.matchAll(/<(\w+)>/g)].map(([, name]) => name);
      expect(used.sort()).toEqual(Object.keys(paths).sort());
    }
  });
});

describe("the source", () => {
  it("P3: in CodeCommit starts the pipeline through EventBridge, for its branch only, and is not polled", () => {
    expect(stage("Source")[0]?.configuration).toEqual({
      RepositoryName: "webapp",
      BranchName: "main",
      PollForSourceChanges: "false",
    });
    expect(JSON.parse(String(stack.one("aws_cloudwatch_event_rule", "push")["event_pattern"]))).toMatchObject(
      {
        resources: ["arn:aws:codecommit:us-east-1:111111111111:webapp"],
        detail: { referenceType: ["branch"], referenceName: ["main"] },
      },
    );
    expect(stack.one("aws_cloudwatch_event_target", "push/target")["arn"]).toBe(
      "arn:aws:codepipeline:us-east-1:111111111111:webapp-staging-delivery",
    );
    expect(permissions(policyOf("push/role"))).toEqual([
      "Allow codepipeline:StartPipelineExecution arn:aws:codepipeline:us-east-1:111111111111:webapp-staging-delivery",
    ]);
  });

  it("P3: in CodeCommit has an encrypted copy in a second region, which every push is passed on to", () => {
    const replica = stack.one("aws_codecommit_repository", "replica/repository");
    expect(replica).toMatchObject({
      repository_name: "webapp",
      provider: "aws.eu-west-1",
      kms_key_id: stack.reference("aws_kms_key", "replica/repository/key", "arn"),
    });
    expect(stack.one("aws_kms_key", "replica/repository/key")["provider"]).toBe("aws.eu-west-1");
    expect(
      JSON.parse(String(stack.one("aws_cloudwatch_event_rule", "mirror/push")["event_pattern"])),
    ).toMatchObject({
      resources: ["arn:aws:codecommit:us-east-1:111111111111:webapp"],
      detail: { event: ["referenceCreated", "referenceUpdated", "referenceDeleted"] },
    });
    expect(stack.one("aws_codebuild_project", "mirror/project")["environment"]).toMatchObject({
      privileged_mode: false,
      environment_variable: [
        {
          name: "SOURCE_URL",
          value: stack.reference("aws_codecommit_repository", "repository", "clone_url_http"),
        },
        {
          name: "REPLICA_URL",
          value: stack.reference("aws_codecommit_repository", "replica/repository", "clone_url_http"),
        },
      ],
    });
    const git = permissions(policyOf("mirror/project/role")).filter((line) => line.includes("codecommit:"));
    expect(git).toEqual([
      "Allow codecommit:GitPull arn:aws:codecommit:eu-west-1:111111111111:webapp",
      "Allow codecommit:GitPull arn:aws:codecommit:us-east-1:111111111111:webapp",
      "Allow codecommit:GitPush arn:aws:codecommit:eu-west-1:111111111111:webapp",
    ]);
  });

  it.each([true, false])(
    "P5: in CodeCommit is kept where deletion protection is %s",
    (deletionProtection) => {
      const made = synthesizeWith({}, { deletionProtection }).get("staging-delivery");
      for (const repository of made.all("aws_codecommit_repository"))
        expect(repository["lifecycle"]).toEqual({ prevent_destroy: deletionProtection });
    },
  );

  it("P3: in a CodeCommit repository that exists already is neither made nor copied", () => {
    const existing = synthesizeWith({
      source: { type: "codecommit", create: false, repository: "ours" },
    }).get("staging-delivery");
    expect(existing.all("aws_codecommit_repository")).toEqual([]);
    expect(stage("Source", existing)[0]?.configuration["RepositoryName"]).toBe("ours");
  });

  it("P3: on GitHub is reached through a connection, which is made or exists", () => {
    const made = github.get("staging-delivery");
    const connectionArn = made.reference("aws_codestarconnections_connection", "connection", "arn");
    expect(stage("Source", made)[0]).toMatchObject({
      provider: "CodeStarSourceConnection",
      configuration: {
        ConnectionArn: connectionArn,
        FullRepositoryId: "octo-org/octo-repo",
        BranchName: "release",
      },
    });
    expect(made.one("aws_codepipeline")["trigger"]).toMatchObject([
      { git_configuration: { push: [{ branches: { includes: ["release"] } }] } },
    ]);
    expect(permissions(policyOf("pipeline/role", made))).toContain(
      `Allow codestar-connections:UseConnection ${connectionArn}`,
    );
    expect(made.all("aws_codecommit_repository")).toEqual([]);

    const arn = "arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b";
    const existing = synthesizeWith({
      source: { type: "github", repository: "octo-org/octo-repo", connectionArn: arn },
    }).get("staging-delivery");
    expect(existing.all("aws_codestarconnections_connection")).toEqual([]);
    expect(stage("Source", existing)[0]?.configuration["ConnectionArn"]).toBe(arn);
  });
});

describe("the builds", () => {
  it("S2: only those that build images have full power over their machines, and only they push", () => {
    const privileged = stack
      .all("aws_codebuild_project")
      .filter(({ environment }) => (environment as { privileged_mode: boolean }).privileged_mode)
      .map((project) => stack.pathOf(project));
    expect(privileged).toEqual(["image-prod", "image-staging"]);
    for (const other of ["test/role", "migrate/role"])
      expect(permissions(policyOf(other)).filter((line) => line.includes("ecr:"))).toEqual([]);
  });

  it("P3: run the build specifications of the sources, on the architecture of the image, for a limited time", () => {
    expect(stack.one("aws_codebuild_project", "test")).toMatchObject({
      source: { type: "CODEPIPELINE", buildspec: "buildspec.yml" },
      environment: { type: "ARM_CONTAINER" },
      build_timeout: 120,
    });
    expect(stack.one("aws_codebuild_project", "image-prod")).toMatchObject({
      source: { type: "CODEPIPELINE", buildspec: "buildspec.image.yml" },
      environment: {
        environment_variable: [
          { name: "PIPELINE", value: "staging" },
          { name: "ENVIRONMENT", value: "prod" },
        ],
      },
      build_timeout: 60,
    });
    const x86 = { image: { architecture: "X86_64" } } as const;
    const other = synthesizeWith({}, x86, { ...PROD, ...x86 }).get("staging-delivery");
    expect(other.one("aws_codebuild_project", "test")["environment"]).toMatchObject({
      type: "LINUX_CONTAINER",
    });
  });

  it("S5, M1: keep encrypted logs for the configured time", () => {
    const logs = synthesizeWith({ logRetentionDays: 14 }).get("staging-delivery");
    const key = logs.reference("aws_kms_key", "us-east-1/artifacts/key", "arn");
    for (const group of logs.all("aws_cloudwatch_log_group"))
      expect(group).toMatchObject({ retention_in_days: 14, kms_key_id: key });
    for (const project of logs.all("aws_codebuild_project")) {
      expect(project["encryption_key"]).toBe(key);
      const { cloudwatch_logs: to } = project["logs_config"] as { cloudwatch_logs: { group_name: string } };
      expect(to.group_name).toContain("aws_cloudwatch_log_group.");
    }
  });

  it("P3: report their tests to a group that goes with the project", () => {
    expect(stack.one("aws_codebuild_report_group")).toMatchObject({
      name: "webapp-staging-test-tests",
      type: "TEST",
      delete_reports: true,
    });
    expect(permissions(policyOf("test/role"))).toContain(
      `Allow codebuild:CreateReport ${stack.reference("aws_codebuild_report_group", "test/reports", "arn")}`,
    );
  });

  it("S2: are assumed by CodeBuild on behalf of their own project only", () => {
    expect(trustOf("image-prod/role")).toMatchObject([
      {
        Principal: { Service: "codebuild.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": HERE },
          ArnLike: {
            "aws:SourceArn":
              "arn:aws:codebuild:us-east-1:111111111111:project/webapp-staging-pipeline-image-build-prod",
          },
        },
      },
    ]);
    expect(stack.one("aws_codebuild_project", "image-prod")["name"]).toBe(
      "webapp-staging-pipeline-image-build-prod",
    );
  });

  it("S2: push to the repositories of their own environment alone, and pull from those before", () => {
    const about = (project: string, action: string) =>
      permissions(policyOf(`${project}/role`))
        .filter((line) => line.includes(` ecr:${action} `))
        .map((line) => line.split(" ")[2]);
    const staging = "arn:aws:ecr:us-east-1:111111111111:repository/webapp-staging-app";
    const prod = ["us-east-1", "us-west-2"].map(
      (region) => `arn:aws:ecr:${region}:333333333333:repository/webapp-prod-app`,
    );
    expect(about("image-staging", "PutImage")).toEqual([staging]);
    expect(about("image-staging", "BatchGetImage")).toEqual([staging]);
    expect(about("image-prod", "PutImage")).toEqual(prod);
    expect(about("image-prod", "BatchGetImage")).toEqual([staging, ...prod]);
  });

  it("S2: are let in by repositories of other accounts: the one of the environment to push, those of later ones to pull", () => {
    const build = (name: string) => role(HERE, `webapp-staging-us-east-1-pipeline-image-build-${name}`);
    const accessOf = (of: ReturnType<typeof synthesize>, id: string) =>
      of
        .get(id)
        .all("aws_ecr_repository_policy")
        .flatMap(({ policy }) => statements(policy))
        .map(({ Sid, Principal, Condition, Action }) => [
          Sid,
          Principal,
          Condition?.["ArnEquals"]?.["aws:PrincipalArn"],
          [Action].flat().includes("ecr:PutImage"),
        ]);
    const pipelines = { AWS: `arn:aws:iam::${HERE}:root` };
    for (const region of ["us-east-1", "us-west-2"]) {
      expect(accessOf(both, `prod-${region}-registry`)).toEqual([
        ["PipelinePushes", pipelines, [build("prod")], true],
      ]);
    }
    expect(accessOf(both, "staging-us-east-1-registry")).toEqual([]);
    const reversed = synthesizeWith({
      deploy: [{ environment: "prod" }, { environment: "staging", approval: false }],
    });
    expect(accessOf(reversed, "prod-us-east-1-registry")).toEqual([
      ["PipelinePushes", pipelines, [build("prod")], true],
      ["PipelinePulls", pipelines, [build("staging")], false],
    ]);
    expect(stack.one("aws_iam_role", "image-prod/role")["name"]).toBe(
      "webapp-staging-us-east-1-pipeline-image-build-prod",
    );
  });
});

describe("what stages pass on", () => {
  it("P3, S5: lies in an encrypted bucket in each region that is deployed to", () => {
    const store = (region: string) => ({
      location: stack.reference("aws_s3_bucket", `${region}/artifacts/bucket`),
      region,
      encryption_key: { id: stack.reference("aws_kms_key", `${region}/artifacts/key`, "arn"), type: "KMS" },
    });
    expect(stack.one("aws_codepipeline")["artifact_store"]).toMatchObject([
      store("us-east-1"),
      store("us-west-2"),
    ]);
    for (const type of ["aws_s3_bucket", "aws_kms_key"]) {
      const path = `us-west-2/artifacts/${type === "aws_s3_bucket" ? "bucket" : "key"}`;
      expect(stack.one(type, path)["provider"]).toBe("aws.us-west-2");
    }
  });

  it("S2: is read by the deploying roles of other accounts, and decrypted with their region's key", () => {
    const readers = (region: string) => ({
      Principal: { AWS: `arn:aws:iam::${THERE}:root` },
      Condition: {
        ArnEquals: { "aws:PrincipalArn": [role(THERE, `webapp-prod-${region}-pipeline-deployer`)] },
      },
    });
    for (const region of ["us-east-1", "us-west-2"]) {
      const key = statements(stack.one("aws_kms_key", `${region}/artifacts/key`)["policy"]);
      expect(key.find(({ Sid }) => Sid === "Readers")).toMatchObject(readers(region));
      const bucket = statements(
        stack.one("aws_s3_bucket_policy", `${region}/artifacts/bucket/policy`)["policy"],
      );
      const sids = bucket.map(({ Sid }) => Sid);
      expect(sids).toEqual(["DenyPlainHttp", "DenyOldTls", "ReadersGet", "ReadersFind"]);
      expect(bucket[2]).toMatchObject({
        ...readers(region),
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
      });
    }
  });

  it("S2: is shared with nobody where all environments are in one account", () => {
    const one = synthesizeWith({}, {}, { ...PROD, account: HERE, stateRegion: "us-east-1" }).get(
      "staging-delivery",
    );
    for (const policy of [...one.all("aws_kms_key"), ...one.all("aws_s3_bucket_policy")])
      expect(String(policy["policy"])).not.toContain("aws:PrincipalArn");
  });
});

describe("the roles", () => {
  it("S2: the pipeline's may build, ask, and assume the deploying roles, nothing else", () => {
    const actions = permissions(policyOf("pipeline/role")).map((line) => line.split(" ")[1]);
    const services = [...new Set(actions.map((action) => action?.split(":")[0]))];
    expect(services).toEqual(["codebuild", "codecommit", "kms", "s3", "sns", "sts"]);
    expect(permissions(policyOf("pipeline/role")).filter((line) => line.includes("sts:"))).toEqual([
      `Allow sts:AssumeRole ${role(HERE, "webapp-staging-us-east-1-pipeline-deployer")}`,
      `Allow sts:AssumeRole ${role(THERE, "webapp-prod-us-east-1-pipeline-deployer")}`,
      `Allow sts:AssumeRole ${role(THERE, "webapp-prod-us-west-2-pipeline-deployer")}`,
    ]);
  });

  it("S2: the deploying one is assumed by the pipeline's role, and where there is a migration by the one of its build", () => {
    const name = (path: string) => role(HERE, String(stack.one("aws_iam_role", path)["name"]));
    for (const [id, roles] of [
      ["staging-us-east-1-service", [name("pipeline/role")]],
      ["prod-us-west-2-service", [name("pipeline/role"), name("migrate/role")]],
    ] as const) {
      expect(trustOf("pipeline-deployer", both.get(id))).toEqual([
        {
          Sid: "Pipeline",
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${HERE}:root` },
          Action: "sts:AssumeRole",
          Condition: { ArnEquals: { "aws:PrincipalArn": roles } },
        },
      ]);
    }
    expect(permissions(policyOf("migrate/role")).filter((line) => line.includes("sts:"))).toEqual(
      ["us-east-1", "us-west-2"].map(
        (region) => `Allow sts:AssumeRole ${role(THERE, `webapp-prod-${region}-pipeline-deployer`)}`,
      ),
    );
  });

  it("S2: the deploying one has the migration run, and neither runs it nor passes its roles itself", () => {
    const service = both.get("prod-us-west-2-service");
    const lines = permissions(policyOf("pipeline-deployer", service));
    expect(lines.filter((line) => line.includes("lambda:"))).toEqual([
      `Allow lambda:InvokeFunction arn:aws:lambda:us-west-2:${THERE}:function:webapp-prod-run-migration`,
    ]);
    expect(lines.filter((line) => /RunTask|migrate-task/.test(line))).toEqual([]);
  });

  it("S2: the deploying one changes this environment's services, passes their roles to ECS, and reads the artifacts", () => {
    const service = both.get("prod-us-west-2-service");
    const lines = permissions(policyOf("pipeline-deployer", service));
    const ecs = "arn:aws:ecs:us-west-2:333333333333";
    const bucket = "arn:aws:s3:::webapp-staging-artifacts-111111111111-us-west-2";
    const cluster = service.reference("aws_ecs_cluster", undefined, "name");
    expect(
      lines.filter((line) => line.includes("ecs:U") || line.includes("ecs:Reg") || line.includes("s3:Get")),
    ).toEqual([
      `Allow ecs:RegisterTaskDefinition ${ecs}:task-definition/webapp-prod-web:*`,
      `Allow ecs:RegisterTaskDefinition ${ecs}:task-definition/webapp-prod-worker:*`,
      `Allow ecs:UpdateService ${ecs}:service/${cluster}/web`,
      `Allow ecs:UpdateService ${ecs}:service/${cluster}/worker`,
      `Allow s3:GetBucketLocation ${bucket}`,
      `Allow s3:GetObject ${bucket}/*`,
      `Allow s3:GetObjectVersion ${bucket}/*`,
    ]);
    expect(stack.one("aws_s3_bucket", "us-west-2/artifacts/bucket")["bucket"]).toBe(
      bucket.replace("arn:aws:s3:::", ""),
    );
    expect(lines.filter((line) => line.includes("iam:PassRole")).sort()).toEqual(
      ["web", "worker"]
        .flatMap((name) => ["execution", "task"].map((kind) => `${name}-task/${kind}-role`))
        .map((path) => `Allow iam:PassRole ${service.reference("aws_iam_role", path, "arn")}`)
        .sort(),
    );
    const everything = lines.filter((line) => line.endsWith(" *"));
    expect(everything).toEqual(["Allow ecs:DescribeTaskDefinition *", "Allow ecs:ListTasks *"]);
  });
});

describe("services that a pipeline deploys", () => {
  const service = both.get("prod-us-east-1-service");
  const terraform = synthesize({ test: MINIMAL }).get("test-us-east-1-service");

  it("P3: keep the version that the pipeline gave them, and those of Terraform get Terraform's", () => {
    expect(service.one("aws_ecs_service", "web")["lifecycle"]).toEqual({
      ignore_changes: ["desired_count", "task_definition"],
    });
    expect(terraform.one("aws_ecs_service", "web")["lifecycle"]).toEqual({
      ignore_changes: ["desired_count"],
    });
    expect(terraform.all("aws_iam_role").map((one) => one["name"])).not.toContain(
      "webapp-test-us-east-1-pipeline-deployer",
    );
  });

  it("P2: leave their version to the image, which alone changes", () => {
    expect(JSON.stringify(service.one("aws_ecs_task_definition", "web-task"))).not.toContain(
      "SERVICE_VERSION",
    );
    expect(JSON.stringify(terraform.one("aws_ecs_task_definition", "web-task"))).toContain("SERVICE_VERSION");
    expect(service.output("image_app")).toBeUndefined();
  });
});
