import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Location } from "../constructs/location";
import { NameTags } from "../constructs/name-tags";
import { RoleBoundary } from "../constructs/security/role-boundary";
import { StateBackend } from "../constructs/state/backend";
import type { StateLocation } from "../constructs/state/state-location";
import { enforcePolicy, takeChecked } from "../policy/enforce";
import { type Ephemeral, renderHcl } from "./hcl";

export interface PlatformStackProps {
  readonly at: Location;
  readonly state: StateLocation;
  /** Role that Terraform assumes. @default the caller's own identity */
  readonly assumeRoleArn?: string | undefined;
  /** Permissions boundary of every role. @default none */
  readonly boundaryArn?: string | undefined;
  /** Tags of every resource. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What all stacks share: one provider that refuses every account but the right one, remote state under the
 * stack's own key, tags, and that nothing is written which breaks the security policy.
 */
export class PlatformStack extends TerraformStack {
  private readonly providers = new Map<string, AwsProvider>();

  constructor(
    scope: Construct,
    id: string,
    private readonly settings: PlatformStackProps,
  ) {
    super(scope, id);
    const { at, state, assumeRoleArn, boundaryArn } = settings;
    this.providers.set(at.region, this.provider("aws", at.region));
    new StateBackend(this, id, state, assumeRoleArn);
    Aspects.of(this).add(new NameTags(at.prefix));
    if (boundaryArn !== undefined) Aspects.of(this).add(new RoleBoundary(boundaryArn));
    enforcePolicy(this);
  }

  /** What is written is what was checked. */
  override toTerraform(): unknown {
    return takeChecked(this) ?? (super.toTerraform() as unknown);
  }

  override toHclTerraform(): ReturnType<TerraformStack["toHclTerraform"]> {
    const { ephemeral = {} } = super.toTerraform() as { ephemeral?: Ephemeral };
    return renderHcl(this, () => super.toHclTerraform(), ephemeral);
  }

  /** The provider for resources in a region, the stack's own or another. */
  protected providerOf(region: string): AwsProvider {
    const known = this.providers.get(region);
    if (known !== undefined) return known;
    const added = this.provider(`aws-${region}`, region, region);
    this.providers.set(region, added);
    return added;
  }

  private provider(id: string, region: string, alias?: string): AwsProvider {
    const { at, assumeRoleArn, tags } = this.settings;
    return new AwsProvider(this, id, {
      region,
      allowedAccountIds: [at.account],
      defaultTags: [{ tags: { ...tags, ManagedBy: "cdktf" } }],
      ...(alias !== undefined && { alias }),
      ...(assumeRoleArn !== undefined && { assumeRole: [{ roleArn: assumeRoleArn }] }),
    });
  }

  /** As {@link stackOutput}. */
  protected output(name: string, value: unknown, description: string): void {
    stackOutput(this, name, value, description);
  }
}

/** Shown after a deployment of the stack around a construct, and by `terraform output`, under exactly this name. */
export function stackOutput(scope: Construct, name: string, value: unknown, description: string): void {
  new TerraformOutput(scope, name, { value, description, staticId: true });
}
