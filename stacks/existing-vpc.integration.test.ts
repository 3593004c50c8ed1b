import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
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

const input = (existingVpc?: Network): EnvironmentInput => ({
  ...MINIMAL,
  deletionProtection: false,
  regions: [{ name: "us-east-1", ...(existingVpc !== undefined && { existingVpc }) }],
  domain: {
    name: "app.example.com",
    alternativeNames: ["*.app.example.com"],
    zone: { name: "example.com", create: false },
  },
  services: {
    web: { route: {} },
    api: { route: { paths: ["/api/*"] }, port: 3000 },
    job: { command: ["worker"], desired: 1 },
  },
});
const STACKS = ["test-dns", ...["registry", "network", "service"].map((stack) => `test-us-east-1-${stack}`)];

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

it("N6, C7, C5, E1: services, with a name in a zone that exists, are deployed into it, and leave it as it was", async () => {
  const before = await account.resources();
  const machine = account.machine(environment(input(network)));

  await machine.apply(...STACKS);

  expect(await machine.drift(...STACKS)).toEqual([]);
  const made = (await account.resources()).filter((line) => !before.includes(line));
  expect(made.filter((line) => /^(vpc|subnet|nat-gateway|route-table|internet-gateway) /.test(line))).toEqual(
    [],
  );
  expect(made.filter((line) => line.startsWith("service "))).toHaveLength(3);

  expect(await machine.terraform(STACKS[3] ?? "").output("url")).toBe("https://app.example.com");

  await machine.destroy(...STACKS);
  expect(await account.resources()).toEqual(before);
});
