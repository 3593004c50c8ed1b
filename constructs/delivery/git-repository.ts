import { CodecommitRepository } from "@cdktf/provider-aws/lib/codecommit-repository";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { arn, type Location } from "../location";
import { EncryptionKey } from "../security/encryption-key";
import type { Statement } from "../security/policy-document";

export interface GitRepositoryProps {
  readonly at: Location;
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /** Whether Terraform refuses to destroy the repository, and all commits in it. */
  readonly deletionProtection: boolean;
}

/** A CodeCommit repository, encrypted with a key of its own: whoever reads or writes it must be allowed to use both. */
export class GitRepository extends Construct {
  readonly arn: string;
  readonly url: string;
  private readonly keyArn: string;
  private readonly via: string;

  constructor(scope: Construct, id: string, props: GitRepositoryProps) {
    super(scope, id);
    const { at, name } = props;
    this.keyArn = new EncryptionKey(this, "key", { at, purpose: "sources" }).arn;
    const repository = new CodecommitRepository(this, "Default", {
      repositoryName: name,
      description: props.description,
      kmsKeyId: this.keyArn,
      lifecycle: { preventDestroy: props.deletionProtection },
    });
    suppress(
      repository,
      "source-repository-approval",
      "Approval rules bind pull requests, not pushes: who may push is for IAM policies to say, and the pipeline can ask somebody before each deployment.",
    );
    this.arn = arn(at, "codecommit", name);
    this.url = repository.cloneUrlHttp;
    this.via = `codecommit.${at.region}.amazonaws.com`;
  }

  /** Statements that allow some actions on the repository, and what they take of its key. */
  statements(sid: string, actions: readonly string[]): Statement[] {
    return [
      { sid, actions, resources: [this.arn] },
      {
        sid: `${sid}Key`,
        // https://docs.aws.amazon.com/codecommit/latest/userguide/encryption.html
        actions: KEY_ACTIONS,
        resources: [this.keyArn],
        conditions: { StringEquals: { "kms:ViaService": this.via } },
      },
    ];
  }
}

const KEY_ACTIONS = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];
