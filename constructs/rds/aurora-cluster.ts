import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { RdsClusterInstance } from "@cdktf/provider-aws/lib/rds-cluster-instance";
import { RdsClusterParameterGroup } from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { Connection } from "../security/connection";
import type { Database, DatabaseProps } from "./database";
import { type EngineName, family } from "./engine";
import { suppressInstanceChoices, suppressStorageChoices } from "./exceptions";
import { DatabaseFoundation } from "./foundation";
import { ReaderScaling, type ReaderScalingBounds } from "./reader-scaling";

export interface AuroraClusterProps extends DatabaseProps {
  readonly engine: "aurora-postgresql" | "aurora-mysql";
  /** Instances besides the writer, 0–15. */
  readonly readers: number;
  /** Readers added and removed by load. @default always as many as `readers` */
  readonly readerScaling?: ReaderScalingBounds | undefined;
  /** Capacity bounds in Aurora capacity units; only with `db.serverless`. @default the instance class decides */
  readonly serverless?: { readonly minAcu: number; readonly maxAcu: number } | undefined;
}

/** Aurora: one writer, any number of readers, storage shared between them and kept in three zones. */
export class AuroraCluster extends Construct implements Database {
  readonly engine: EngineName;
  readonly endpoint: string;
  readonly readerEndpoint: string | undefined;
  readonly port: number;
  readonly name: string;
  readonly arn: string;
  readonly resourceId: string;
  /** Identifier, as metrics and the proxy call it. */
  readonly identifier: string;
  readonly proxied = false;
  /** What keeps the users and the data. */
  readonly resource: TerraformResource;
  /** Version with its minor, which clusters of other regions that join it have to have. */
  readonly version: string;
  /** The cluster is of use once these exist. */
  readonly instances: readonly ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AuroraClusterProps,
  ) {
    super(scope, id);
    // Clusters that follow another region's are not scaled.
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html#aurora-global-database.limitations
    const scaled = props.readerScaling !== undefined && props.replicated?.writer !== false;
    const foundation = new DatabaseFoundation(this, "foundation", {
      ...props,
      autoscaled: props.readerScaling !== undefined,
    });
    const parameters = new RdsClusterParameterGroup(this, "parameters", {
      // Another major version needs another family: the new group exists before the old one goes.
      namePrefix: `${foundation.identifier}-`,
      lifecycle: { createBeforeDestroy: true },
      family: family(props.engine, props.version),
      description: "Parameters of the database",
      parameter: foundation.parameters,
    });
    const { serverless } = props;
    const cluster = new RdsCluster(this, "Default", {
      clusterIdentifier: foundation.identifier,
      engine: props.engine,
      engineVersion: props.replicated?.version ?? props.version,
      ...foundation.storageSettings,
      ...this.origin,
      preferredBackupWindow: props.backupWindow,
      preferredMaintenanceWindow: props.maintenanceWindow,
      dbClusterParameterGroupName: parameters.name,
      ...(serverless !== undefined && {
        serverlessv2ScalingConfiguration: { minCapacity: serverless.minAcu, maxCapacity: serverless.maxAcu },
      }),
      dependsOn: [...foundation.first],
    });
    const instances: RdsClusterInstance[] = [];
    for (let index = 0; index <= props.readers; index += 1) {
      const [first] = instances;
      const instance = new RdsClusterInstance(this, `instance-${index}`, {
        identifier: `${foundation.identifier}-${index}`,
        clusterIdentifier: cluster.clusterIdentifier,
        // Without a version: it is the cluster's, whose minor one AWS may have upgraded since.
        // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
        engine: cluster.engine,
        dbSubnetGroupName: foundation.subnetGroupName,
        ...foundation.instanceSettings,
        preferredMaintenanceWindow: props.maintenanceWindow,
        copyTagsToSnapshot: true,
        // The first one that is made becomes the writer, and stays first in line after a failover.
        promotionTier: Math.min(index, 15),
        ...(first !== undefined && { dependsOn: [first] }),
      });
      suppressInstanceChoices(instance, props);
      instances.push(instance);
    }
    this.instances = instances;
    suppressStorageChoices(cluster, props);
    if (props.readers === 0) suppress(cluster, "database-zones", "The environment has no reader.");
    if (scaled) {
      new ReaderScaling(this, "reader-scaling", {
        clusterIdentifier: cluster.clusterIdentifier,
        min: props.readers,
        ...props.readerScaling,
        after: this.instances,
      });
    }
    this.engine = props.engine;
    this.resource = cluster;
    this.endpoint = cluster.endpoint;
    // In a region that follows another one every instance is a reader.
    const readable = props.readers > 0 || props.replicated !== undefined;
    this.readerEndpoint = readable ? cluster.readerEndpoint : undefined;
    this.port = foundation.engine.port;
    this.name = props.name;
    this.arn = cluster.arn;
    this.resourceId = cluster.clusterResourceId;
    this.identifier = cluster.clusterIdentifier;
    this.version = cluster.engineVersionActual;
  }

  /** What a new cluster is made from: nothing, or the global database that it joins. */
  private get origin() {
    const { name, master, replicated } = this.props;
    if (replicated?.replicaOf !== undefined) {
      return { globalClusterIdentifier: replicated.globalIdentifier };
    }
    return {
      databaseName: name,
      ...(master !== undefined && {
        masterUsername: master.username,
        masterPasswordWo: master.firstPassword,
        masterPasswordWoVersion: 1,
      }),
    };
  }

  allowFrom(id: string, securityGroupId: string): void {
    new Connection(this, id, { from: securityGroupId, to: this.props.securityGroupId, port: this.port });
  }
}
