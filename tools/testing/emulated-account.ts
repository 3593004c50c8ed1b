import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { StateLocation } from "../../constructs/state/state-location";
import type { Environment } from "../../environments/config/schema";
import type { Statement } from "../../constructs/security/policy-document";
import { Emulator, type Leftover } from "../rehearsal/emulator";
import { shortenPatience } from "../rehearsal/patience";
import { permitted } from "../rehearsal/permitted";
import { KeptProviders } from "../terraform/kept-providers";
import { Terraform } from "../terraform/terraform";
import { TerraformWorkspace } from "../terraform/workspace";
import { synthesizeInto } from "./synthesize";

const project = join(__dirname, "..", "..");

/** An emulated AWS account, and machines that people deploy to it from. */
export class EmulatedAccount {
  private readonly machines: Machine[] = [];
  private readonly workspace = new TerraformWorkspace();
  private readonly providers: KeptProviders;

  private constructor(
    private readonly emulator: Emulator,
    private readonly region: string,
  ) {
    this.providers = new KeptProviders(this.workspace.directory, {
      ...process.env,
      ...this.workspace.variables,
    });
  }

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
    const env = { ...process.env, ...this.emulator.variables(this.region) };
    const machine = new Machine(env, environments, this.providers);
    this.machines.push(machine);
    return machine;
  }

  /** Bucket and lock table of the remote state, as plain as Terraform accepts them, without a bootstrap. */
  async makeState({ region, bucket, table }: StateLocation): Promise<void> {
    const client = { region };
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

  /** Does something, and checks that a role with these statements would have been allowed to. */
  permitted<T>(role: string, statements: readonly Statement[], action: () => Promise<T>): Promise<T> {
    return permitted(this.emulator, role, statements, action);
  }

  /** Empties the account, and takes the machines away. */
  async reset(): Promise<void> {
    for (const machine of this.machines.splice(0)) machine.remove();
    const response = await fetch(`${this.emulator.url}/_emulator/reset`, { method: "POST" });
    if (!response.ok) throw new Error(`the emulator was not reset: ${response.status}`);
  }

  async stop(): Promise<void> {
    for (const machine of this.machines) machine.remove();
    await this.providers.stop();
    this.workspace.remove();
    await this.emulator.stop();
  }
}

export class Machine {
  private readonly workspace = new TerraformWorkspace();
  readonly env: NodeJS.ProcessEnv;

  constructor(
    env: NodeJS.ProcessEnv,
    environments: readonly Environment[],
    private readonly providers: KeptProviders,
  ) {
    this.env = { ...env, ...this.workspace.variables };
    synthesizeInto(this.workspace.directory, environments);
    shortenPatience(join(this.workspace.directory, "stacks"));
  }

  /** Where everything was synthesized to. */
  get output(): string {
    return this.workspace.directory;
  }

  /** The directory of a stack. */
  directory(stackId: string): string {
    return join(this.workspace.directory, "stacks", stackId);
  }

  terraform(stackId: string, onLine: (line: string) => void = () => undefined): Terraform {
    const { env, providers } = this;
    return new Terraform(this.directory(stackId), { env, onLine, providers });
  }

  /** Applies stacks, one after the other. */
  async apply(...stackIds: readonly string[]): Promise<void> {
    for (const id of stackIds) {
      const terraform = this.terraform(id);
      await terraform.init();
      await terraform.apply();
    }
  }

  /** What plans would change, of the stacks where they would change anything. */
  async drift(...stackIds: readonly string[]): Promise<string[]> {
    const plans: string[] = [];
    for (const id of stackIds) {
      const plan = await this.terraform(id).drift();
      if (plan !== undefined) plans.push(`${id}:\n${plan}`);
    }
    return plans;
  }

  /** Destroys stacks in the reverse of the order in which they were applied. */
  async destroy(...stackIds: readonly string[]): Promise<void> {
    for (const id of stackIds.toReversed()) await this.terraform(id).destroy();
  }

  remove(): void {
    this.workspace.remove();
  }
}
