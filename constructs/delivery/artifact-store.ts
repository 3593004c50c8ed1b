import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { Location } from "../location";
import { EncryptionKey, logsMayUse } from "../security/encryption-key";
import { accountRoot, type Statement } from "../security/policy-document";
import { PrivateBucket } from "../security/private-bucket";
import { artifactBucketName } from "./names";

export interface ArtifactStoreProps {
  /** The pipeline's location, in the region whose stages it serves. */
  readonly at: Location;
  /** Roles of other accounts that read what is to be deployed. */
  readonly readers: readonly string[];
  /** Days after which artifacts are removed. */
  readonly expireAfterDays: number;
}

/**
 * Where the stages of one region pass things on: a bucket, with a key that other accounts can be let use.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
 */
export class ArtifactStore extends Construct {
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly keyArn: string;

  constructor(scope: Construct, id: string, { at, readers, expireAfterDays }: ArtifactStoreProps) {
    super(scope, id);
    const foreign = readers.filter((role) => accountOf(role) !== at.account);
    const allow = (sid: string, actions: readonly string[], resources: readonly string[]): Statement[] =>
      foreign.length === 0 ? [] : [{ sid, ...fromRoles(foreign), actions, resources }];
    const key = new EncryptionKey(this, "key", {
      at,
      purpose: "artifacts",
      statements: [logsMayUse(at), ...allow("Readers", ["kms:Decrypt", "kms:DescribeKey"], ["*"])],
    });
    this.keyArn = key.arn;
    const bucket = new PrivateBucket(this, "bucket", {
      name: artifactBucketName(at),
      keyArn: this.keyArn,
      expireAfterDays,
      keepOldVersions: 1,
      // Every artifact can be made again from a commit.
      forceDestroy: true,
      statements: (arn) => [
        ...allow("ReadersGet", ["s3:GetObject", "s3:GetObjectVersion"], [`${arn}/*`]),
        ...allow("ReadersFind", ["s3:GetBucketLocation", "s3:ListBucket"], [arn]),
      ],
    });
    suppress(
      bucket,
      "bucket-access-logging",
      "Every artifact can be made again from a commit, and the pipeline's history says which stage used it.",
    );
    if (foreign.length > 0) {
      for (const one of [key, bucket.policy]) suppress(one, "policy-other-account", READERS);
    }
    this.bucketName = bucket.name;
    this.bucketArn = bucket.arn;
  }

  /** What a role of the pipeline's own account needs to read and write artifacts. */
  get statements(): Statement[] {
    return [
      {
        sid: "Artifacts",
        actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
        resources: [`${this.bucketArn}/*`],
      },
      {
        sid: "ArtifactBucket",
        actions: ["s3:GetBucketLocation", "s3:GetBucketVersioning"],
        resources: [this.bucketArn],
      },
      {
        sid: "ArtifactKey",
        actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
        resources: [this.keyArn],
      },
    ];
  }
}

const READERS =
  "A pipeline deploys to other accounts: exactly the roles that do so there read what is to be deployed.";

/**
 * Roles as principals must exist before they are named, and are forgotten when they are made anew. The account as
 * principal and the role as condition mean the same, in any order.
 */
function fromRoles(roles: readonly string[]): Pick<Statement, "principals" | "conditions"> {
  return {
    principals: { aws: [...new Set(roles.map((role) => accountRoot(accountOf(role))))] },
    conditions: { ArnEquals: { "aws:PrincipalArn": roles } },
  };
}

function accountOf(roleArn: string): string {
  return roleArn.split(":")[4] ?? "";
}
