import { DbProxy } from "@cdktf/provider-aws/lib/db-proxy";
import { DbProxyDefaultTargetGroup } from "@cdktf/provider-aws/lib/db-proxy-default-target-group";
import { DbProxyEndpoint } from "@cdktf/provider-aws/lib/db-proxy-endpoint";
import { DbProxyTarget } from "@cdktf/provider-aws/lib/db-proxy-target";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import type { Location } from "../location";
import { logGroup } from "../monitoring/log-group";
import { boundedName } from "../naming";
import { Connection } from "../security/connection";
import type { Secret } from "../security/generated-secret";
import { ServiceRole } from "../security/service-role";
import type { Network } from "../vpc/network";
import type { AuroraCluster } from "./aurora-cluster";
import type { Database } from "./database";
import type { DatabaseInstance } from "./database-instance";
import { type Engine, type EngineName, ENGINES } from "./engine";

export interface DatabaseProxyProps {
  readonly at: Location;
  readonly network: Network;
  /** The database behind the proxy. */
  readonly database: DatabaseInstance | AuroraCluster;
  /** Secrets of the users that may sign in. */
  readonly logins: readonly Secret[];
  /** Key that encrypts the log group, and how long the log is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/** A little less than the service waits for a statement (`DB_QUERY_TIMEOUT_MS`): the server gives up first. */
const STATEMENT_TIMEOUT_MS = 4950;

/**
 * What the service sets on each connection of its own where there is no proxy. Set by a client, it would keep the
 * proxy from sharing the connection: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-pinning.html.
 * One SET statement with commas, as
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ConnectionPoolConfiguration.html asks.
 */
const SESSION: Readonly<Record<Engine["dialect"], string>> = {
  postgres: `SET statement_timeout = ${STATEMENT_TIMEOUT_MS}`,
  mysql:
    "SET transaction_isolation = 'READ-COMMITTED', time_zone = '+00:00', " +
    `max_execution_time = ${STATEMENT_TIMEOUT_MS}`,
};

/**
 * RDS Proxy: connections are pooled between tasks and database and survive a failover of the latter. To its
 * clients it is the database.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html
 */
export class DatabaseProxy extends Construct implements Database {
  readonly engine: EngineName;
  readonly endpoint: string;
  readonly readerEndpoint: string | undefined;
  readonly port: number;
  readonly name: string;
  readonly arn: string;
  readonly resourceId: string;
  readonly proxied = true;
  private readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: DatabaseProxyProps) {
    super(scope, id);
    const { at, network, database } = props;
    const name = boundedName(`${at.prefix}-proxy`, "database");
    this.securityGroupId = new SecurityGroup(this, "security-group", {
      namePrefix: `${name}-`,
      description: "Database proxy: the database's port from the tasks",
      vpcId: network.vpcId,
      lifecycle: { createBeforeDestroy: true },
    }).id;
    database.allowFrom("from-proxy", this.securityGroupId);
    const role = this.role(at, props.logins);
    const log = logGroup(this, "log", {
      name: `/aws/rds/proxy/${name}`,
      keyArn: props.logKeyArn,
      retentionDays: props.logRetentionDays,
    });
    const subnets = {
      vpcSubnetIds: [...network.privateSubnetIds],
      vpcSecurityGroupIds: [this.securityGroupId],
    };
    const proxy = new DbProxy(this, "Default", {
      name,
      engineFamily: ENGINES[database.engine].proxyFamily,
      roleArn: role.arn,
      requireTls: true,
      auth: props.logins.map(({ arn }) => ({ authScheme: "SECRETS", iamAuth: "DISABLED", secretArn: arn })),
      ...subnets,
      dependsOn: [role.ready, log],
    });
    const group = new DbProxyDefaultTargetGroup(this, "targets", {
      dbProxyName: proxy.name,
      // The rest is for migrations, monitoring and people.
      connectionPoolConfig: {
        maxConnectionsPercent: 90,
        initQuery: SESSION[ENGINES[database.engine].dialect],
      },
    });
    const cluster = ENGINES[database.engine].aurora;
    // Nothing can be registered, and no reader found, while instances are still being created.
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RegisterDBProxyTargets.html
    const dependsOn = [...database.instances];
    new DbProxyTarget(this, "target", {
      dbProxyName: proxy.name,
      targetGroupName: group.name,
      ...(cluster
        ? { dbClusterIdentifier: database.identifier }
        : { dbInstanceIdentifier: database.identifier }),
      dependsOn,
    });
    this.engine = database.engine;
    this.endpoint = proxy.endpoint;
    this.readerEndpoint =
      database.readerEndpoint === undefined
        ? undefined
        : new DbProxyEndpoint(this, "reader", {
            dbProxyName: proxy.name,
            dbProxyEndpointName: boundedName(`${at.prefix}-proxy-reader`, "database"),
            targetRole: "READ_ONLY",
            ...subnets,
            dependsOn,
          }).endpoint;
    this.port = database.port;
    this.name = database.name;
    this.arn = database.arn;
    this.resourceId = database.resourceId;
  }

  allowFrom(id: string, securityGroupId: string): void {
    new Connection(this, id, { from: securityGroupId, to: this.securityGroupId, port: this.port });
  }

  /** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-secrets-arns.html */
  private role(at: Location, logins: readonly Secret[]): ServiceRole {
    return new ServiceRole(this, "role", {
      at,
      purpose: "database-proxy",
      service: "rds.amazonaws.com",
      statements: [
        {
          sid: "ReadSecret",
          actions: ["secretsmanager:GetSecretValue"],
          resources: logins.map((login) => login.arn),
        },
        {
          sid: "DecryptSecret",
          actions: ["kms:Decrypt"],
          resources: [...new Set(logins.map(({ keyArn }) => keyArn))],
          conditions: { StringEquals: { "kms:ViaService": `secretsmanager.${at.region}.amazonaws.com` } },
        },
      ],
    });
  }
}
