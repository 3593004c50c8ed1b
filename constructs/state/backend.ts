import {
  DataTerraformRemoteStateS3,
  S3Backend,
  type S3BackendConfig,
  type TerraformRemoteState,
} from "cdktf";
import type { Construct } from "constructs";
import { arn } from "../location";
import type { StateLocation } from "./state-location";

/**
 * A stack's state in the account's bucket, under the stack's own key, locked while it is changed.
 *
 * Other stacks read outputs from it; they take no lock, so the lock table is left out there.
 */
export class StateBackend extends S3Backend {
  private readonly readable: S3BackendConfig;

  constructor(scope: Construct, stackId: string, state: StateLocation, assumeRoleArn: string | undefined) {
    const readable: S3BackendConfig = {
      bucket: state.bucket,
      key: `${stackId}.tfstate`,
      region: state.region,
      // Terraform asks for encryption with S3's own key where none is named, whatever the bucket's default is.
      encrypt: true,
      kmsKeyId: arn(state, "kms", state.keyAlias),
      allowedAccountIds: [state.account],
      ...(assumeRoleArn !== undefined && { assumeRole: { roleArn: assumeRoleArn } }),
    };
    super(scope, { ...readable, dynamodbTable: state.table });
    this.readable = readable;
  }

  override getRemoteStateDataSource(scope: Construct, name: string): TerraformRemoteState {
    return new DataTerraformRemoteStateS3(scope, name, {
      ...this.readable,
      workspace: "${terraform.workspace}",
    });
  }
}
