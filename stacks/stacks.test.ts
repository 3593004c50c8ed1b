import { describe, expect, it } from "vitest";
import { defaultBlock } from "../environments/config/address-blocks";
import { MINIMAL, synthesize } from "../tools/testing/synthesize";

const role = "arn:aws:iam::111111111111:role/deploy";
const two = synthesize({
  test: {
    ...MINIMAL,
    regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
    assumeRoleArn: role,
    tags: { Team: "platform" },
  },
});

describe("an environment", () => {
  it("X1: is the same stacks in every region it names", () => {
    const kinds = (region: string) =>
      two.ids.filter((id) => id.startsWith(`test-${region}-`)).map((id) => id.replace(`test-${region}-`, ""));
    expect(kinds("us-east-1")).toEqual(expect.arrayContaining(["ingress", "network", "registry", "service"]));
    expect(kinds("us-west-2")).toEqual(kinds("us-east-1"));
  });

  it("O1: is selected by its name and a hyphen", () => {
    const ids = synthesize({ dev: MINIMAL, dev2: MINIMAL }).ids;
    const selected = ids.filter((id) => id.startsWith("dev-"));
    expect(selected).not.toEqual([]);
    expect(selected).toEqual(ids.filter((id) => !id.startsWith("dev2-") && !/^\d/.test(id)));
  });

  it("N1: has a network with its own block in every region", () => {
    const block = (region: string) => two.get(`test-${region}-network`).one("aws_vpc")["cidr_block"];
    expect(block("us-east-1")).toBe(defaultBlock("webapp", "test", "us-east-1"));
    expect(block("us-west-2")).toBe(defaultBlock("webapp", "test", "us-west-2"));
  });
});

describe("every stack", () => {
  const stacks = two.all.map((stack) => [stack.id, stack] as const);

  it.each(stacks)("P4: %s is deployed to its account only, with the role that is given", (_id, stack) => {
    expect(stack.provider).toMatchObject({
      allowed_account_ids: ["111111111111"],
      assume_role: [{ role_arn: role }],
    });
  });

  it.each(stacks)("X1: %s is deployed to its own region", (id, stack) => {
    expect(stack.provider["region"]).toBe(id.includes("us-west-2") ? "us-west-2" : "us-east-1");
  });

  it.each(stacks)("K1: %s has the tags that costs are allocated by", (id, stack) => {
    const environment = /^\d/.test(id)
      ? { Environment: "account" }
      : { Environment: "test", Team: "platform" };
    expect(stack.provider["default_tags"]).toEqual([
      { tags: { Project: "webapp", ManagedBy: "cdktf", ...environment } },
    ]);
  });
});

describe("outputs", () => {
  const stack = (kind: string) => two.get(`test-us-east-1-${kind}`);

  it("O4: tell the address, the cluster, the version, the repository and the network", () => {
    expect(stack("service").output("url")).toContain(
      stack("ingress").remoteReference("aws_lb", undefined, "dns_name"),
    );
    expect(stack("service").output("cluster_name")).toBe(
      stack("service").reference("aws_ecs_cluster", undefined, "name"),
    );
    expect(stack("service").output("image_app")).toBe("0123456789abcdef");
    expect(stack("registry").output("repository_app")).toBe(
      stack("registry").reference("aws_ecr_repository", undefined, "repository_url"),
    );
    expect(stack("network").output("vpc_id")).toBe(stack("network").reference("aws_vpc", undefined));
  });
});

describe("an existing network", () => {
  const existingVpc = {
    vpcId: "vpc-0a1b2c3d",
    publicSubnetIds: ["subnet-0000000a", "subnet-0000000b"],
    privateSubnetIds: ["subnet-0000000c", "subnet-0000000d"],
  };
  const stacks = synthesize({ test: { ...MINIMAL, regions: [{ name: "us-east-1", existingVpc }] } });
  const network = stacks.get("test-us-east-1-network");
  const service = stacks.get("test-us-east-1-service");

  it("N6: gets security groups and nothing else of a network", () => {
    const made = network.types.filter((type) =>
      /vpc$|subnet|gateway|route|endpoint|flow_log|network_acl|default_security_group/.test(type),
    );
    expect(made).toEqual([]);
    for (const group of network.all("aws_security_group")) expect(group["vpc_id"]).toBe(existingVpc.vpcId);
  });

  it("N6: is what load balancer and tasks stand in", () => {
    expect(stacks.get("test-us-east-1-ingress").one("aws_lb")["subnets"]).toEqual(
      existingVpc.publicSubnetIds,
    );
    expect(service.one("aws_lb_target_group")["vpc_id"]).toBe(existingVpc.vpcId);
    expect(service.one("aws_ecs_service", "web")["network_configuration"]).toMatchObject({
      subnets: existingVpc.privateSubnetIds,
      assign_public_ip: false,
    });
  });
});

describe("the network of an environment", () => {
  const endpoints = (interfaceEndpoints: "required" | ("sqs" | "kms")[]) =>
    synthesize({ test: { ...MINIMAL, network: { interfaceEndpoints } } })
      .get("test-us-east-1-network")
      .all("aws_vpc_endpoint")
      .filter((endpoint) => endpoint["vpc_endpoint_type"] === "Interface")
      .map((endpoint) => String(endpoint["service_name"]).replace("com.amazonaws.us-east-1.", ""));

  it("N4: holds the interface endpoints that are chosen", () => {
    expect(endpoints(["sqs", "kms"]).sort()).toEqual(["kms", "sqs"]);
    expect(endpoints([])).toEqual([]);
  });

  it("N4: holds those the enabled features need by default", () => {
    expect(endpoints("required")).toEqual(
      expect.arrayContaining(["ecr.api", "ecr.dkr", "logs", "secretsmanager"]),
    );
  });

  it("N4: holds the gateway endpoints of S3 and DynamoDB, unless others are chosen", () => {
    const gateways = (network: object) =>
      synthesize({ test: { ...MINIMAL, network: { interfaceEndpoints: [], ...network } } })
        .get("test-us-east-1-network")
        .all("aws_vpc_endpoint")
        .map((endpoint) => endpoint["service_name"])
        .sort();
    expect(gateways({})).toEqual(["com.amazonaws.us-east-1.dynamodb", "com.amazonaws.us-east-1.s3"]);
    expect(gateways({ gatewayEndpoints: ["s3"] })).toEqual(["com.amazonaws.us-east-1.s3"]);
  });

  it("N5: keeps flow logs for the configured time, encrypted", () => {
    const stack = synthesize({ test: { ...MINIMAL, network: { flowLogs: { retentionDays: 400 } } } }).get(
      "test-us-east-1-network",
    );
    expect(stack.one("aws_cloudwatch_log_group", "flow-logs/log-group")).toMatchObject({
      name: "/webapp-test/flow-logs",
      retention_in_days: 400,
      kms_key_id: stack.reference("aws_kms_key", "log-key", "arn"),
    });
  });
});
