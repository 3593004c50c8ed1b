import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { Connection } from "../security/connection";
import type { Database, DatabaseProps } from "./database";
import { type EngineName, family } from "./engine";
import { suppressInstanceChoices, suppressStorageChoices } from "./exceptions";
import { DatabaseFoundation } from "./foundation";

export interface DatabaseInstanceProps extends DatabaseProps {
  readonly engine: "postgres" | "mysql";
  /** Whether a standby in another zone takes over on failure. */
  readonly multiAz: boolean;
  readonly storage: {
    readonly type: "gp2" | "gp3";
    /** Size at the start, in GiB. */
    readonly sizeGiB: number;
    /** Size up to which it grows by itself, in GiB. @default it does not grow */
    readonly maxSizeGiB?: number | undefined;
  };
}

/** PostgreSQL or MySQL on one RDS instance, with a standby in another zone where asked for. */
export class DatabaseInstance extends Construct implements Database {
  readonly engine: EngineName;
  readonly endpoint: string;
  readonly readerEndpoint: undefined;
  readonly port: number;
  readonly name: string;
  readonly arn: string;
  readonly resourceId: string;
  /** Identifier, as metrics and the proxy call it. */
  readonly identifier: string;
  readonly proxied = false;
  /** What keeps the users and the data. */
  readonly resource: TerraformResource;
  /** What has to exist before the database is of use: itself. */
  readonly instances: readonly ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DatabaseInstanceProps,
  ) {
    super(scope, id);
    const foundation = new DatabaseFoundation(this, "foundation", props);
    const parameters = new DbParameterGroup(this, "parameters", {
      // Another major version needs another family: the new group exists before the old one goes.
      namePrefix: `${foundation.identifier}-`,
      lifecycle: { createBeforeDestroy: true },
      family: family(props.engine, props.version),
      description: "Parameters of the database",
      parameter: foundation.parameters,
    });
    const { type, maxSizeGiB } = props.storage;
    const instance = new DbInstance(this, "Default", {
      identifier: foundation.identifier,
      engine: props.engine,
      // A replica is made with the version of its source.
      // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
      ...(props.replicated?.replicaOf === undefined && { engineVersion: props.version }),
      ...foundation.storageSettings,
      ...this.origin,
      ...foundation.instanceSettings,
      backupWindow: props.backupWindow,
      maintenanceWindow: props.maintenanceWindow,
      multiAz: props.multiAz,
      storageType: type,
      ...(maxSizeGiB !== undefined && { maxAllocatedStorage: maxSizeGiB }),
      parameterGroupName: parameters.name,
      dependsOn: [...foundation.first],
    });
    suppressStorageChoices(instance, props);
    suppressInstanceChoices(instance, props);
    if (!props.multiAz) suppress(instance, "database-zones", "The environment has no standby.");
    this.instances = [instance];
    this.engine = props.engine;
    this.resource = instance;
    this.endpoint = instance.address;
    this.port = foundation.engine.port;
    this.name = props.name;
    this.arn = instance.arn;
    this.resourceId = instance.resourceId;
    this.identifier = instance.identifier;
  }

  /** What a new instance is made from: nothing, or its source, whose size and users it has. */
  private get origin() {
    const { name, master, replicated, storage } = this.props;
    if (replicated?.replicaOf !== undefined) return { replicateSourceDb: replicated.replicaOf };
    return {
      dbName: name,
      allocatedStorage: storage.sizeGiB,
      ...(master !== undefined && {
        username: master.username,
        passwordWo: master.firstPassword,
        passwordWoVersion: 1,
      }),
    };
  }

  allowFrom(id: string, securityGroupId: string): void {
    new Connection(this, id, { from: securityGroupId, to: this.props.securityGroupId, port: this.port });
  }
}
