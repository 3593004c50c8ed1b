import { Aspects } from "cdktf";
import { Construct } from "constructs";
import { ImageReplication, type ReplicatedImages } from "../constructs/ecs/image-replication";
import { InRegion } from "../constructs/in-region";
import type { Environment } from "../environments/config/schema";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface ReplicationStackProps extends PlatformStackProps {
  /** All environments of the account. */
  readonly environments: readonly Environment[];
}

/** Once per account: which images are copied to which regions. */
export class ReplicationStack extends PlatformStack {
  /** Whether any of an account's environments has a second region. */
  static needed(environments: readonly Environment[]): boolean {
    return environments.some(({ regions }) => regions.length > 1);
  }

  constructor(scope: Construct, id: string, props: ReplicationStackProps) {
    super(scope, id, props);
    const { at, environments } = props;
    for (const [region, images] of byPrimaryRegion(environments)) {
      const inRegion = new Construct(this, region);
      if (region !== at.region) Aspects.of(inRegion).add(new InRegion(this.providerOf(region)));
      new ImageReplication(inRegion, "images", { account: at.account, images });
    }
  }
}

/** Images are pushed in an environment's first region, and copied to its others. */
function byPrimaryRegion(environments: readonly Environment[]): Map<string, ReplicatedImages[]> {
  const found = new Map<string, ReplicatedImages[]>();
  for (const { project, name, regions } of environments) {
    const [primary, ...to] = regions.map((region) => region.name);
    if (primary === undefined || to.length === 0) continue;
    found.set(primary, [...(found.get(primary) ?? []), { prefix: `${project}-${name}-`, to }]);
  }
  return found;
}
