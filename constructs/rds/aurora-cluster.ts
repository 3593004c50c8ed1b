import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { RdsClusterInstance } from "@cdktf/provider-aws/lib/rds-cluster-instance";
import { RdsClusterParameterGroup } from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
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
  /** Identifier, as metrics and the proxy call it. */
  readonly identifier: string;
  readonly secretArn: string;
  readonly secretKeyArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AuroraClusterProps,
  ) {
    super(scope, id);
    const foundation = new DatabaseFoundation(this, "foundation", props);
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
      engineVersion: props.version,
      databaseName: props.name,
      ...foundation.storageSettings,
      masterUsername: foundation.masterUsername,
      preferredBackupWindow: props.backupWindow,
      preferredMaintenanceWindow: props.maintenanceWindow,
      dbClusterParameterGroupName: parameters.name,
      ...(serverless !== undefined && {
        serverlessv2ScalingConfiguration: { minCapacity: serverless.minAcu, maxCapacity: serverless.maxAcu },
      }),
      dependsOn: [...foundation.first],
    });
    for (let index = 0; index <= props.readers; index += 1) {
      const instance = new RdsClusterInstance(this, `instance-${index}`, {
        identifier: `${foundation.identifier}-${index}`,
        clusterIdentifier: cluster.clusterIdentifier,
        engine: cluster.engine,
        engineVersion: cluster.engineVersion,
        dbSubnetGroupName: foundation.subnetGroupName,
        ...foundation.instanceSettings,
        preferredMaintenanceWindow: props.maintenanceWindow,
        copyTagsToSnapshot: true,
        // The first one becomes the writer, and stays first in line after a failover.
        promotionTier: Math.min(index, 15),
      });
      suppressInstanceChoices(instance, props);
    }
    suppressStorageChoices(cluster, props);
    if (props.readers === 0) suppress(cluster, "database-zones", "The environment has no reader.");
    if (props.readerScaling !== undefined) {
      new ReaderScaling(this, "reader-scaling", {
        clusterIdentifier: cluster.clusterIdentifier,
        min: props.readers,
        ...props.readerScaling,
      });
    }
    this.engine = props.engine;
    this.endpoint = cluster.endpoint;
    this.readerEndpoint = props.readers > 0 ? cluster.readerEndpoint : undefined;
    this.port = foundation.engine.port;
    this.name = props.name;
    this.arn = cluster.arn;
    this.identifier = cluster.clusterIdentifier;
    this.secretArn = cluster.masterUserSecret.get(0).secretArn;
    this.secretKeyArn = foundation.keyArn;
  }

  allowFrom(id: string, securityGroupId: string): void {
    new Connection(this, id, { from: securityGroupId, to: this.props.securityGroupId, port: this.port });
  }
}
