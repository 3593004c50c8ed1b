import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { actionOf, type TerraformPlan } from "../tools/plan/terraform-plan";
import { EmulatedAccount } from "../tools/testing/emulated-account";
import { environment, MINIMAL } from "../tools/testing/synthesize";
import { Terraform } from "../tools/terraform/terraform";
import { stateOf } from ".";

/** Somebody else's network: a VPC with two public and two private subnets, and a zone. */
const subnet = (block: string, zone: string) => ({
  vpc_id: "${aws_vpc.theirs.id}",
  cidr_block: block,
  availability_zone: zone,
});
const THEIRS = {
  terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.100.0" } } },
  provider: { aws: { region: "us-east-1" } },
  resource: {
    aws_vpc: { theirs: { cidr_block: "172.20.0.0/16" } },
    aws_route53_zone: { theirs: { name: "example.com" } },
    aws_internet_gateway: { theirs: { vpc_id: "${aws_vpc.theirs.id}" } },
    aws_subnet: {
      public_a: subnet("172.20.1.0/24", "us-east-1a"),
      public_b: subnet("172.20.2.0/24", "us-east-1b"),
      private_a: subnet("172.20.11.0/24", "us-east-1a"),
      private_b: subnet("172.20.12.0/24", "us-east-1b"),
    },
  },
  output: {
    network: {
      value: {
        vpcId: "${aws_vpc.theirs.id}",
        publicSubnetIds: ["${aws_subnet.public_a.id}", "${aws_subnet.public_b.id}"],
        privateSubnetIds: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
      },
    },
  },
};

interface Network {
  readonly vpcId: string;
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];
}

const domain = {
  name: "app.example.com",
  alternativeNames: ["*.app.example.com"],
  zone: { name: "example.com", create: false },
};
const input = (existingVpc?: Network): EnvironmentInput => ({
  ...MINIMAL,
  deletionProtection: false,
  regions: [{ name: "us-east-1", ...(existingVpc !== undefined && { existingVpc }) }],
  domain,
  services: {
    web: { route: {} },
    api: { route: { paths: ["/api/*"] }, port: 3000 },
    job: { command: ["worker"], desired: 1 },
  },
});

/** One more name, another capacity strategy and port, one service less and two more, in another order. */
const changed = (existingVpc: Network): EnvironmentInput => ({
  ...input(existingVpc),
  domain: { ...domain, alternativeNames: [...domain.alternativeNames, "www.example.com"] },
  services: {
    admin: { route: { paths: ["/admin/*"] } },
    auth: { route: { paths: ["/auth/*"] }, port: 4000 },
    web: { route: {}, port: 4000, capacity: { onDemandWeight: 1, spotWeight: 3 } },
    job: { command: ["worker"], desired: 1 },
  },
});
const SERVICE = "test-us-east-1-service";
const STACKS = [
  "test-dns",
  ...["registry", "network", "ingress"].map((stack) => `test-us-east-1-${stack}`),
  SERVICE,
];

let account: EmulatedAccount;
let network: Network;
beforeAll(async () => {
  account = await EmulatedAccount.start(MINIMAL.account);
  await account.makeState(stateOf(environment(MINIMAL)));
  const machine = account.machine();
  const directory = machine.directory("theirs");
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "main.tf.json"), JSON.stringify(THEIRS));
  const theirs = new Terraform(directory, { env: machine.env });
  await theirs.init();
  await theirs.apply();
  network = (await theirs.output("network")) as Network;
});
afterAll(() => account.stop());

/** Other names are another certificate, which asks for its records anew; other settings another revision. */
const REPLACED = [
  "aws_acm_certificate",
  "aws_acm_certificate_validation",
  "aws_ecs_task_definition",
  "aws_route53_record",
];

it("N6, C7, C5, E1, E2, A3, A4: services, with a name in a zone that exists, are deployed into it, changed, and leave it as it was", async () => {
  const before = await account.resources();
  const machine = account.machine(environment(input(network)));

  await machine.apply(...STACKS);

  expect(await machine.drift(...STACKS)).toEqual([]);
  const made = (await account.resources()).filter((line) => !before.includes(line));
  expect(made.filter((line) => /^(vpc|subnet|nat-gateway|route-table|internet-gateway) /.test(line))).toEqual(
    [],
  );
  expect(made.filter((line) => line.startsWith("service "))).toHaveLength(3);

  expect(await machine.terraform(SERVICE).output("url")).toBe("https://app.example.com");

  const next = account.machine(environment(changed(network)));
  const certificates = async () =>
    (await account.resources()).filter((line) => line.includes(":certificate/"));
  const [certificate] = await certificates();
  for (const id of STACKS) {
    const terraform = next.terraform(id);
    const plan = join(next.directory(id), "plan");
    await terraform.init();
    await terraform.plan(plan);
    const { resource_changes: changes = [] } = (await terraform.show(plan)) as TerraformPlan;
    const replaced = changes.filter((one) => actionOf(one) === "replace").map(({ type }) => type);
    expect([...new Set(replaced)].sort()).toEqual(id === SERVICE ? REPLACED : []);
    await terraform.applyPlan(plan);
  }
  expect(await next.drift(...STACKS)).toEqual([]);
  expect(await certificates()).toHaveLength(1);
  expect(await certificates()).not.toContain(certificate);

  await next.destroy(...STACKS);
  expect(await account.resources()).toEqual(before);
});
