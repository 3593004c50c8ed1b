import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import { Aspects, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Location } from "../constructs/location";
import { NameTags } from "../constructs/name-tags";
import { StateBackend } from "../constructs/state/backend";
import type { StateLocation } from "../constructs/state/state-location";

export interface PlatformStackProps {
  readonly at: Location;
  readonly state: StateLocation;
  /** Role that Terraform assumes. @default the caller's own identity */
  readonly assumeRoleArn?: string | undefined;
  /** Tags of every resource. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What all stacks share: one provider that refuses every account but the right one, remote state under the
 * stack's own key, tags.
 */
export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    super(scope, id);
    const { at, state, assumeRoleArn } = props;
    new AwsProvider(this, "aws", providerConfig(props, at.region));
    new StateBackend(this, id, state, assumeRoleArn);
    Aspects.of(this).add(new NameTags(at.prefix));
  }

  /** A provider like the stack's own, for resources in another region. */
  protected providerIn(region: string, props: PlatformStackProps): AwsProvider {
    return new AwsProvider(this, `aws-${region}`, { ...providerConfig(props, region), alias: region });
  }

  /** Shown after a deployment, and by `terraform output`, under exactly this name. */
  protected output(name: string, value: unknown, description: string): void {
    new TerraformOutput(this, name, { value, description, staticId: true });
  }
}

function providerConfig({ at, assumeRoleArn, tags }: PlatformStackProps, region: string): AwsProviderConfig {
  return {
    region,
    allowedAccountIds: [at.account],
    defaultTags: [{ tags: { ...tags, ManagedBy: "cdktf" } }],
    ...(assumeRoleArn !== undefined && { assumeRole: [{ roleArn: assumeRoleArn }] }),
  };
}
