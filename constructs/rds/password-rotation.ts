import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import { NodeFunction, nodeFunctionName } from "../functions/node-function";
import { arn, globalArn, type Location } from "../location";
import { boundedName } from "../naming";
import type { GeneratedSecret } from "../security/generated-secret";
import type { Statement } from "../security/policy-document";
import { type DeploymentRotation, SecretRotation } from "../security/secret-rotation";
import type { Network } from "../vpc/network";
import type { Database } from "./database";
import { ENGINES, type EngineName } from "./engine";
import { databaseArn } from "./identifier";

/** As often as RDS rotates a password that it manages itself. */
const ROTATION_DAYS = 7;

interface LogProps {
  /** Key that encrypts the functions' logs, and how long these are kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

export interface PasswordRotationProps extends LogProps {
  readonly at: Location;
  readonly engine: EngineName;
  /** Identifiers of the database and its replicas by region, the environment's first region first. */
  readonly identifiers: Readonly<Record<string, string>>;
  /** Region that takes writes; asked where a promotion has left two that do. */
  readonly writer: string;
  /** Secrets of the two users: JSON with `username` and `password`. */
  readonly master: GeneratedSecret;
  readonly application: GeneratedSecret;
  /** Keys of the secrets' copies in other regions. */
  readonly replicaKeyArns: readonly string[];
  /** The database that the master's password is put on, and what exists before: one that is changed can't be joined. */
  readonly withDeployment: DeploymentRotation;
}

/**
 * Rotation of the passwords of a database's two users, on whichever region's database takes writes; they reach the
 * others as data. The master's is rotated with the deployment that makes the database, so what that was created with
 * does not last. RDS could rotate the master's itself, but not in a global database, nor in a source of replicas: an
 * environment that gets a second region would lose the secret that is in use.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html#rds-secrets-manager-limitations
 */
export class PasswordRotation extends Construct {
  constructor(scope: Construct, id: string, props: PasswordRotationProps) {
    super(scope, id);
    const { at, engine, identifiers, writer } = props;
    const { aurora } = ENGINES[engine];
    const { replicaKeyArns, logKeyArn, logRetentionDays } = props;
    const common = { at, replicaKeyArns, logKeyArn, logRetentionDays, days: ROTATION_DAYS };
    const DATABASE = JSON.stringify({
      kind: aurora ? "cluster" : "instance",
      identifiers,
      writerRegion: writer,
    });
    new SecretRotation(this, "master", {
      ...common,
      kind: "master-password",
      secret: props.master,
      withDeployment: props.withDeployment,
      environment: { DATABASE },
      statements: databaseStatements(props, aurora ? "rds:ModifyDBCluster" : "rds:ModifyDBInstance"),
    });
    new SecretRotation(this, "application", {
      ...common,
      kind: "application-password",
      secret: props.application,
      environment: { DATABASE, SET_PASSWORD_FUNCTION: nodeFunctionName(at, setPassword(engine)) },
      statements: [
        ...databaseStatements(props),
        {
          sid: "SignIn",
          actions: ["lambda:InvokeFunction"],
          resources: Object.keys(identifiers).map((region) =>
            arn({ ...at, region }, "lambda", `function:${nodeFunctionName(at, setPassword(engine))}`),
          ),
        },
      ],
    });
  }
}

export interface PasswordSetterProps extends LogProps {
  readonly at: Location;
  readonly network: Network;
  /** The database itself, not a proxy: the proxy knows the passwords of the secrets only. */
  readonly database: Database;
  /** Key that encrypts the function's variables. */
  readonly keyArn: string;
}

/**
 * The function that signs in to a region's database and changes the password of who has signed in. It reaches nothing
 * but the database, and may do nothing: the rotation, which it is called by, gives it the passwords.
 */
export class PasswordSetter extends Construct {
  constructor(scope: Construct, id: string, props: PasswordSetterProps) {
    super(scope, id);
    const { at, network, database, keyArn } = props;
    const securityGroup = new SecurityGroup(this, "security-group", {
      namePrefix: `${boundedName(`${at.prefix}-set-password`, "function")}-`,
      description: "Function that sets passwords: the database's port",
      vpcId: network.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    database.allowFrom("from-password-setter", securityGroup.id);
    const { endpoint: host, port, name } = database;
    new NodeFunction(this, "function", {
      ...props,
      directory: setPassword(database.engine),
      description: "Sets the password of the application's user of the database",
      environment: { SERVER: JSON.stringify({ host, port, name }) },
      timeoutSeconds: 60,
      statements: [{ sid: "Encryption", actions: ["kms:Decrypt"], resources: [keyArn] }],
      network: { subnetIds: network.privateSubnetIds, securityGroupId: securityGroup.id },
    });
  }
}

/** Directory of the function that signs in, one for each driver. */
function setPassword(engine: EngineName): string {
  return `set-${ENGINES[engine].dialect}-password`;
}

/** To find the database that takes writes, and what is to be done with it. */
function databaseStatements({ at, engine, identifiers }: PasswordRotationProps, ...actions: string[]) {
  const { aurora } = ENGINES[engine];
  const [first = "", ...others] = Object.values(identifiers);
  const statements: Statement[] = [
    {
      sid: "Database",
      actions: [aurora ? "rds:DescribeDBClusters" : "rds:DescribeDBInstances", ...actions],
      resources: Object.entries(identifiers).map(([region, identifier]) =>
        databaseArn({ ...at, region }, engine, identifier),
      ),
    },
  ];
  if (aurora && others.length > 0) {
    statements.push({
      sid: "WhichTakesWrites",
      actions: ["rds:DescribeGlobalClusters"],
      resources: [globalArn(at, "rds", `global-cluster:${first}`)],
    });
  }
  return statements;
}
