import { EcrReplicationConfiguration } from "@cdktf/provider-aws/lib/ecr-replication-configuration";
import { Construct } from "constructs";

/** Images of one environment that are copied to other regions. */
export interface ReplicatedImages {
  /** Beginning of the repository's name; repositories that begin with it are copied too. */
  readonly prefix: string;
  /** Regions that get the copies. */
  readonly to: readonly string[];
}

export interface ImageReplicationProps {
  /** The account that holds images and copies. */
  readonly account: string;
  readonly images: readonly ReplicatedImages[];
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html#replication-considerations */
const MOST_RULES = 10;

/**
 * Which images of a registry are copied to which regions. A registry, one per account and region, has exactly one
 * such list, so it holds the rules of every environment there. Repositories that exist keep their own settings;
 * only images that are pushed afterwards are copied.
 */
export class ImageReplication extends Construct {
  /** @throws {Error} where there are more combinations of regions than a registry takes rules */
  constructor(scope: Construct, id: string, { account, images }: ImageReplicationProps) {
    super(scope, id);
    const rules = new Map<string, ReplicatedImages[]>();
    for (const one of images) {
      const key = one.to.join();
      rules.set(key, [...(rules.get(key) ?? []), one]);
    }
    if (rules.size > MOST_RULES) {
      throw new Error(
        `${this.node.path}: given ${rules.size} combinations of regions that images are copied to; ECR allows ${MOST_RULES}`,
      );
    }
    new EcrReplicationConfiguration(this, "Default", {
      replicationConfiguration: {
        rule: [...rules.values()].map((same) => ({
          destination: (same[0]?.to ?? []).map((region) => ({ region, registryId: account })),
          repositoryFilter: same.map(({ prefix }) => ({ filter: prefix, filterType: "PREFIX_MATCH" })),
        })),
      },
    });
  }
}
