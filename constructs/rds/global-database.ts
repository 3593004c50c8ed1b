import { RdsGlobalCluster } from "@cdktf/provider-aws/lib/rds-global-cluster";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AuroraCluster } from "./aurora-cluster";

export interface GlobalDatabaseProps {
  /** The cluster it begins with, and whose identifier it takes; clusters of other regions join it. */
  readonly cluster: AuroraCluster;
  /** Whether AWS and Terraform refuse to delete it. */
  readonly deletionProtection: boolean;
}

/**
 * An Aurora global database: one cluster takes writes, those of other regions follow it within about a second. Made
 * from a cluster that exists, so that an environment can get its second region at any time.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html
 */
export class GlobalDatabase extends Construct {
  /** Exists once the cluster is a member, and can be changed again. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { cluster, deletionProtection }: GlobalDatabaseProps) {
    super(scope, id);
    this.ready = new RdsGlobalCluster(this, "Default", {
      globalClusterIdentifier: cluster.identifier,
      sourceDbClusterIdentifier: cluster.arn,
      // Its deletion lets the clusters go; their data stays in them.
      forceDestroy: true,
      deletionProtection,
      dependsOn: [...cluster.instances],
      lifecycle: {
        // The first is a matter of its creation, the second is taken from the cluster.
        ignoreChanges: ["source_db_cluster_identifier", "database_name"],
        preventDestroy: deletionProtection,
      },
    });
  }
}
