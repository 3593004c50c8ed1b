import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { arn, type Location } from "../location";
import { accountRoot, policyDocument, type Statement } from "../security/policy-document";
import { roleName } from "../security/service-role";
import { migrationFunctionArn } from "../ecs/migration";
import { artifactBucketName, DEPLOYER_ROLE, migrationRoleArn, pipelineRoleArn } from "./names";

/** A service that a pipeline deploys. */
export interface DeployedService {
  readonly name: string;
  /** Family of its task definitions. */
  readonly family: string;
  /** Roles of its tasks, which new task definitions name again. */
  readonly roleArns: readonly string[];
}

export interface DeployerRoleProps {
  readonly at: Location;
  /** Location of the pipeline, in this account or another. */
  readonly pipeline: Location;
  readonly clusterName: string;
  readonly services: readonly DeployedService[];
  /** Whether a migration runs before services get a new version. @default false */
  readonly migrates?: boolean;
}

/**
 * What a pipeline may do in an environment and region: read its own artifacts, and give these services another image.
 * Only the pipeline's role can assume it, and the one of its build that has the migration run.
 */
export class DeployerRole extends Construct {
  constructor(scope: Construct, id: string, props: DeployerRoleProps) {
    super(scope, id);
    const { at, pipeline } = props;
    const role = new IamRole(this, "Default", {
      name: roleName(at, DEPLOYER_ROLE),
      assumeRolePolicy: policyDocument({
        sid: "Pipeline",
        // As a principal, the role would have to exist first; the account with this condition need not wait for it.
        principals: { aws: [accountRoot(pipeline.account)] },
        actions: ["sts:AssumeRole"],
        conditions: {
          ArnEquals: {
            "aws:PrincipalArn": [
              pipelineRoleArn(pipeline),
              ...(props.migrates === true ? [migrationRoleArn(pipeline)] : []),
            ],
          },
        },
      }),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: DEPLOYER_ROLE,
      role: role.id,
      policy: policyDocument(
        ...deployStatements(props),
        ...artifactStatements({ ...pipeline, region: at.region }),
      ),
    });
    suppress(
      policy,
      "policy-wildcard-resource",
      "Nobody but the pipeline's account knows the id of the artifacts' key. Decryption is limited to their bucket, and a key can only be described besides.",
    );
    if (pipeline.account !== at.account) {
      suppress(
        role,
        "policy-other-account",
        "The pipeline is in another account: its own roles alone assume this one.",
      );
    }
  }
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html#edit-role-ecs */
function deployStatements({ at, clusterName, services, migrates }: DeployerRoleProps): Statement[] {
  const clusterArn = arn(at, "ecs", `cluster/${clusterName}`);
  return [
    ...(migrates === true
      ? [{ sid: "Migrate", actions: ["lambda:InvokeFunction"], resources: [migrationFunctionArn(at)] }]
      : []),
    {
      sid: "Deploy",
      actions: ["ecs:DescribeServices", "ecs:UpdateService"],
      resources: services.map(({ name }) => arn(at, "ecs", `service/${clusterName}/${name}`)),
    },
    {
      sid: "Revise",
      actions: ["ecs:RegisterTaskDefinition", "ecs:TagResource"],
      resources: services.map(({ family }) => arn(at, "ecs", `task-definition/${family}:*`)),
    },
    {
      sid: "ReadRevisions",
      actions: ["ecs:DescribeTaskDefinition"],
      // This action knows no resource.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
      resources: ["*"],
    },
    {
      sid: "ListTasks",
      actions: ["ecs:ListTasks"],
      // Its only resource are container instances, which Fargate has none of.
      resources: ["*"],
      conditions: { ArnEquals: { "ecs:cluster": clusterArn } },
    },
    {
      sid: "WatchTasks",
      actions: ["ecs:DescribeTasks"],
      resources: [arn(at, "ecs", `task/${clusterName}/*`)],
    },
    {
      sid: "PassTaskRoles",
      actions: ["iam:PassRole"],
      resources: [...new Set(services.flatMap(({ roleArns }) => roleArns))],
      conditions: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
  ];
}

/** @param store location of the pipeline, in the region that is deployed to */
function artifactStatements(store: Location): Statement[] {
  const bucketArn = `arn:aws:s3:::${artifactBucketName(store)}`;
  // The key's id is known in the pipeline's account only, whose key policy names this role.
  const keys = [arn(store, "kms", "key/*")];
  return [
    {
      sid: "ReadArtifacts",
      actions: ["s3:GetObject", "s3:GetObjectVersion"],
      resources: [`${bucketArn}/*`],
    },
    { sid: "FindArtifacts", actions: ["s3:GetBucketLocation", "s3:ListBucket"], resources: [bucketArn] },
    {
      sid: "DecryptArtifacts",
      actions: ["kms:Decrypt"],
      resources: keys,
      conditions: {
        StringEquals: { "kms:ViaService": `s3.${store.region}.amazonaws.com` },
        // The bucket where a bucket key is used, the object where not.
        ArnLike: { "kms:EncryptionContext:aws:s3:arn": [bucketArn, `${bucketArn}/*`] },
      },
    },
    { sid: "CheckKey", actions: ["kms:DescribeKey"], resources: keys },
  ];
}
