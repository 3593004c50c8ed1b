import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { StateLocation } from "../../constructs/state/state-location";
import type { Environment } from "../../environments/config/schema";
import { Emulator, type Leftover } from "../rehearsal/emulator";
import { shortenPatience } from "../rehearsal/patience";
import { Terraform } from "../terraform/terraform";
import { TerraformWorkspace } from "../terraform/workspace";
import { synthesizeInto } from "./synthesize";

const project = join(__dirname, "..", "..");

/** An emulated AWS account, and machines that people deploy to it from. */
export class EmulatedAccount {
  private readonly machines: Machine[] = [];

  private constructor(
    private readonly emulator: Emulator,
    private readonly region: string,
  ) {}

  /** The AWS SDK in this process talks to the emulated account from now on. */
  static async start(account: string, region = "us-east-1"): Promise<EmulatedAccount> {
    const emulator = await Emulator.start(project, account);
    for (const name of Object.keys(process.env)) {
      if (/^(AWS_(?!SDK_JS)|TF_)/.test(name)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, emulator.variables(region));
    return new EmulatedAccount(emulator, region);
  }

  /** A computer with a fresh checkout: environments synthesized, nothing known of earlier deployments. */
  machine(...environments: Environment[]): Machine {
    const machine = new Machine({ ...process.env, ...this.emulator.variables(this.region) }, environments);
    this.machines.push(machine);
    return machine;
  }

  /**
   * Bucket and lock table of the remote state, as plain as Terraform accepts them, without a bootstrap.
   *
   * @param assumeRoleArn role of another account, which they belong to then
   */
  async makeState({ region, bucket, table }: StateLocation, assumeRoleArn?: string): Promise<void> {
    const credentials = assumeRoleArn === undefined ? undefined : await assume(assumeRoleArn);
    const client = { region, ...(credentials !== undefined && { credentials }) };
    await new S3Client(client).send(new CreateBucketCommand({ Bucket: bucket }));
    await new DynamoDBClient(client).send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "LockID", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "LockID", KeyType: "HASH" }],
      }),
    );
  }

  /** What exists in the account, one line each, as `<type> <id>`; keys that are about to be destroyed do not count. */
  async resources(): Promise<string[]> {
    const left: Leftover[] = await this.emulator.leftovers();
    return left.map(({ type, id }) => `${type} ${id}`).sort();
  }

  /** Empties the account, and takes the machines away. */
  async reset(): Promise<void> {
    for (const machine of this.machines.splice(0)) machine.remove();
    const response = await fetch(`${this.emulator.url}/_emulator/reset`, { method: "POST" });
    if (!response.ok) throw new Error(`the emulator was not reset: ${response.status}`);
  }

  async stop(): Promise<void> {
    for (const machine of this.machines) machine.remove();
    await this.emulator.stop();
  }
}

/** Credentials of a role; the emulator serves the account of the role with them. */
async function assume(RoleArn: string) {
  const { Credentials } = await new STSClient({}).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}

export class Machine {
  private readonly workspace = new TerraformWorkspace();
  readonly env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv, environments: readonly Environment[]) {
    this.env = { ...env, ...this.workspace.variables };
    synthesizeInto(this.workspace.directory, environments);
    shortenPatience(join(this.workspace.directory, "stacks"));
  }

  /** The directory of a stack. */
  directory(stackId: string): string {
    return join(this.workspace.directory, "stacks", stackId);
  }

  terraform(stackId: string, onLine: (line: string) => void = () => undefined): Terraform {
    return new Terraform(this.directory(stackId), { env: this.env, onLine });
  }

  remove(): void {
    this.workspace.remove();
  }
}
