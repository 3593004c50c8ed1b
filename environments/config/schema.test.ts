import { describe, expect, it } from "vitest";
import { defaultBlock } from "./address-blocks";
import { parseEnvironment } from "./load";
import type { Problem } from "./problems";

/** Title, what is given besides account, region and image, then the problem: its path, the value shown, what is allowed. */
type Row = readonly [string, object, string, string | undefined, string];

const ACCOUNT = "111111111111";
const region = (fields: object) => ({ regions: [{ name: "us-east-1", ...fields }] });
const web = (fields: object) => ({ services: { web: { route: {}, ...fields } } });
const existing = {
  vpcId: "vpc-0a1b2c3d",
  publicSubnetIds: ["subnet-0000000a", "subnet-0000000b"],
  privateSubnetIds: ["subnet-0000000c", "subnet-0000000d"],
};
const whole = (low: number, high: number) => `must be a whole number from ${low} to ${high}`;
const LOG_DAYS = "must be a number of days that CloudWatch Logs accepts: 1, 3, 5, 7, 14, 30, 60, 90";

function problems(input: object): Problem[] {
  const parsed = parseEnvironment("test", "environments/test.ts", {
    account: ACCOUNT,
    regions: [{ name: "us-east-1" }],
    images: { app: { directory: "examples/hello" } },
    ...input,
  });
  return Array.isArray(parsed) ? parsed : [];
}

function refuses(rows: readonly Row[]) {
  it.each(rows)("O2: refuses %s", (_title, input, path, given, allowed) => {
    const found = problems(input);
    expect(found.map((problem) => problem.path)).toContain(path);
    for (const problem of found.filter((one) => one.path === path)) {
      expect(problem).toMatchObject({ file: "environments/test.ts", given });
      expect(problem.allowed).toContain(allowed);
    }
  });
}

describe("the environment itself", () => {
  // prettier-ignore
  refuses([
    ["an unknown key, naming the known ones", { databse: {} }, "", '"databse"', 'unknown "databse"; allowed are project, account'],
    ["an account that is no account id", { account: "1234" }, "account", '"1234"', "an AWS account id: 12 digits, in quotes"],
    ["an account id as a number", { account: 111111111111 }, "account", "111111111111", "must be an AWS account id: 12 digits, in quotes"],
    ["a project name in capitals", { project: "WebApp" }, "project", '"WebApp"', "2 to 15 lower-case letters"],
    ["a project name that is too long", { project: "a".repeat(16) }, "project", `"${"a".repeat(16)}"`, "2 to 15"],
    ["a project name that ends with a hyphen", { project: "web-" }, "project", '"web-"', "2 to 15"],
    ["a project name with two hyphens in a row", { project: "my--app" }, "project", '"my--app"', "single hyphens"],
    ["something else than a role to assume", { assumeRoleArn: "admin" }, "assumeRoleArn", '"admin"', "the ARN of an IAM role"],
    ["deletion protection that is no yes or no", { deletionProtection: "no" }, "deletionProtection", '"no"', "must be true or false"],
    ["a state region that is none", { stateRegion: "us-middle-1" }, "stateRegion", '"us-middle-1"', 'must be an AWS region such as us-east-1; nearest'],
    ["an image architecture that Fargate lacks", { image: { architecture: "RISC" } }, "image.architecture", '"RISC"', '"ARM64" or "X86_64"'],
    ["a registry that keeps no image", { image: { keep: 0 } }, "image.keep", "0", whole(1, 1000)],
    ["container insights of an unknown kind", { cluster: { containerInsights: "on" } }, "cluster.containerInsights", '"on"', '"enhanced"'],
    ["an idle timeout beyond the load balancer's", { loadBalancer: { idleTimeoutSeconds: 4001 } }, "loadBalancer.idleTimeoutSeconds", "4001", whole(1, 4000)],
    ["access logs kept for no day", { loadBalancer: { accessLogDays: 0 } }, "loadBalancer.accessLogDays", "0", whole(1, 3650)],
    ["a log retention that CloudWatch lacks", { logs: { retentionDays: 8 } }, "logs.retentionDays", "8", LOG_DAYS],
    ["a tag value that is too long", { tags: { a: "b".repeat(257) } }, "tags.a", `"${"b".repeat(116)}...`, "at most 256 letters"],
    ["no region", { regions: [] }, "regions", "[]", "at least one region"],
  ]);
});

describe("a region", () => {
  const two = (first: object, second: object) => ({
    regions: [
      { name: "us-east-1", ...first },
      { name: "us-west-2", ...second },
    ],
  });
  const cidr = "10.0.0.0/16";
  const derived = defaultBlock("webapp", "test", "us-east-1");
  const arn = "arn:aws:acm:eu-west-1:111111111111:certificate/0a1b";
  // prettier-ignore
  refuses([
    ["a region that is none", { regions: [{ name: "us-middle-1" }] }, "regions.0.name", '"us-middle-1"', 'must be an AWS region such as us-east-1; nearest'],
    ["the same region twice", { regions: [{ name: "us-east-1" }, { name: "us-east-1" }] }, "regions.1.name", '"us-east-1"', "must differ from regions.0.name"],
    ["an address block that is none", region({ cidr: "10.0.0.0" }), "regions.0.cidr", '"10.0.0.0"', "an IPv4 block without host bits"],
    ["an address block with host bits", region({ cidr: "10.0.1.0/16" }), "regions.0.cidr", '"10.0.1.0/16"', "without host bits"],
    ["a VPC that is too large", region({ cidr: "10.0.0.0/15" }), "regions.0.cidr", '"10.0.0.0/15"', "a block from /16 to /24"],
    ["a VPC that is too small", region({ cidr: "10.0.0.0/25" }), "regions.0.cidr", '"10.0.0.0/25"', "a block from /16 to /24"],
    ["regions whose blocks overlap", two({ cidr: "10.0.0.0/16" }, { cidr: "10.0.128.0/20" }), "regions.1.cidr", '"10.0.128.0/20"', "must not overlap regions.0.cidr (10.0.0.0/16)"],
    ["a block that overlaps a derived one", two({}, { cidr: derived }), "regions.1.cidr", `"${derived}"`, `must not overlap regions.0.cidr (${derived}); 10.2.0.0/16 is free`],
    ["a subnet outside the VPC", region({ cidr, publicSubnets: ["10.1.1.0/24", "10.0.2.0/24"] }), "regions.0.publicSubnets.0", '"10.1.1.0/24"', "must lie inside the VPC's 10.0.0.0/16"],
    ["subnets that overlap", region({ cidr, publicSubnets: ["10.0.1.0/24", "10.0.0.0/22"] }), "regions.0.publicSubnets.1", '"10.0.0.0/22"', "must not overlap publicSubnets.0"],
    ["a given subnet that overlaps a derived one", region({ cidr, publicSubnets: ["10.0.40.0/24", "10.0.2.0/24"] }), "regions.0.privateSubnets.0", undefined, "must not overlap publicSubnets.0"],
    ["a subnet that no load balancer takes", region({ cidr, publicSubnets: ["10.0.1.0/28", "10.0.2.0/24"] }), "regions.0.publicSubnets.0", '"10.0.1.0/28"', "must be /27 or larger"],
    ["a private subnet that is too small", region({ cidr, privateSubnets: ["10.0.40.0/29", "10.0.64.0/19"] }), "regions.0.privateSubnets.0", '"10.0.40.0/29"', "must be /28 or larger"],
    ["fewer public subnets than zones", region({ cidr, publicSubnets: ["10.0.1.0/24"] }), "regions.0.publicSubnets", '["10.0.1.0/24"]', "must name 2 blocks, as many as network.zones"],
    ["more private subnets than zones", region({ cidr, privateSubnets: ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24"] }), "regions.0.privateSubnets", '["10.0.11.0/24","10.0.12.0/24","10.0.13.0/24"]', "must name 2 blocks"],
    ["a zone's name, which is another place in each account", region({ zones: ["us-east-1a", "use1-az2"] }), "regions.0.zones.0", '"us-east-1a"', "a zone id such as use1-az1"],
    ["a zone without Fargate", region({ zones: ["use1-az1", "use1-az3"] }), "regions.0.zones.1", '"use1-az3"', "must be zones that run everything, such as use1-az1, use1-az2, use1-az4"],
    ["a zone twice", region({ zones: ["use1-az1", "use1-az1"] }), "regions.0.zones.1", '"use1-az1"', "must be named once"],
    ["more zones than a region has", { regions: [{ name: "us-west-1" }], network: { zones: 3 } }, "regions.0.zones", undefined, "of this region are known usw1-az1, usw1-az3"],
    ["another region's zone", region({ zones: ["use1-az1", "usw2-az2"] }), "regions.0.zones.1", '"usw2-az2"', "must be zones of us-east-1, such as use1-az1"],
    ["fewer zones than the network has", region({ zones: ["use1-az1"] }), "regions.0.zones", '["use1-az1"]', "must name 2 zones"],
    ["another region's certificate", region({ certificateArn: arn }), "regions.0.certificateArn", `"${arn}"`, "must be a certificate of us-east-1"],
    ["a certificate that is none", region({ certificateArn: "cert" }), "regions.0.certificateArn", '"cert"', "the ARN of an ACM certificate"],
    ["an unknown key of a region", region({ vpc: "a" }), "regions.0", '"vpc"', 'unknown "vpc"; allowed are name, cidr'],
  ]);
});

describe("an existing network", () => {
  const absent = "must be absent where existingVpc is given";
  const given = (fields: object) => region({ existingVpc: { ...existing, ...fields } });
  const along = (fields: object) => region({ existingVpc: existing, ...fields });
  // prettier-ignore
  refuses([
    ["N6: an address block beside it", along({ cidr: "10.0.0.0/16" }), "regions.0.cidr", '"10.0.0.0/16"', absent],
    ["N6: zones beside it", along({ zones: ["use1-az1", "use1-az2"] }), "regions.0.zones", '["use1-az1","use1-az2"]', absent],
    ["N6: public subnets beside it", along({ publicSubnets: [] }), "regions.0.publicSubnets", "[]", absent],
    ["N6: private subnets beside it", along({ privateSubnets: [] }), "regions.0.privateSubnets", "[]", absent],
    ["N6: a VPC id that is none", given({ vpcId: "mine" }), "regions.0.existingVpc.vpcId", '"mine"', "a VPC id such as"],
    ["N6: a subnet id that is none", given({ publicSubnetIds: ["a", "subnet-0000000b"] }), "regions.0.existingVpc.publicSubnetIds.0", '"a"', "a subnet id such as"],
    ["N6: one public subnet", given({ publicSubnetIds: ["subnet-0000000a"] }), "regions.0.existingVpc.publicSubnetIds", '["subnet-0000000a"]', "at least two subnets"],
    ["N6: one private subnet", given({ privateSubnetIds: ["subnet-0000000a"] }), "regions.0.existingVpc.privateSubnetIds", '["subnet-0000000a"]', "at least two subnets"],
  ]);
});

describe("the network", () => {
  // prettier-ignore
  refuses([
    ["N2: a single zone", { network: { zones: 1 } }, "network.zones", "1", whole(2, 5)],
    ["N3: an unknown NAT mode", { network: { nat: "double" } }, "network.nat", '"double"', '"none" or "single" or "per-az"'],
    ["N4: an unknown gateway endpoint", { network: { gatewayEndpoints: ["sqs"] } }, "network.gatewayEndpoints.0", '"sqs"', '"s3" or "dynamodb"'],
    ["N4: an unknown interface endpoint", { network: { interfaceEndpoints: ["s4"] } }, "network.interfaceEndpoints", '["s4"]', 'must be "required" (those the enabled features need) or a list of ecr.api'],
    ["B8: a routed service that sleeps where another region should stand in", { regions: [{ name: "us-east-1" }, { name: "us-west-2" }], domain: { name: "example.com" }, services: { web: { route: {}, scaling: { schedules: [{ name: "night", schedule: "cron(0 22 ? * * *)", min: 0, max: 0 }, { name: "day", schedule: "cron(0 6 ? * * *)" }] } } } }, "services.web.scaling.schedules.0.max", "0", "must be at least 1 for a service with a route where several regions share a domain"],
    ["B12: no NAT and not every endpoint that tasks need", { network: { nat: "none", interfaceEndpoints: ["logs"] } }, "network.interfaceEndpoints", '["logs"]', 'must be "required", or hold ecr.api, ecr.dkr, secretsmanager too, where nat is "none"'],
    ["B12: no NAT and no queue endpoint for a queue", { queue: {}, network: { nat: "none", interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager"] } }, "network.interfaceEndpoints", '["ecr.api","ecr.dkr","logs","secretsmanager"]', "or hold sqs too"],
    ["B12: no NAT and no way to the layers of images", { network: { nat: "none", gatewayEndpoints: ["dynamodb"] } }, "network.gatewayEndpoints", '["dynamodb"]', 'must hold "s3" where nat is "none"'],
    ["B16: more tasks than addresses", { regions: [{ name: "us-east-1", cidr: "10.0.0.0/22" }], services: { web: { route: {}, max: 108 } } }, "regions.0.cidr", '"10.0.0.0/22"', "two times 108 tasks, the max of all services while versions are replaced; the private subnets have them for two times 107"],
    ["N5: a flow-log retention that CloudWatch lacks", { network: { flowLogs: { retentionDays: 2 } } }, "network.flowLogs.retentionDays", "2", LOG_DAYS],
  ]);
});

describe("a service", () => {
  const health = (fields: object) => web({ route: { healthCheck: fields } });
  const at = "services.web.route.healthCheck.";
  // prettier-ignore
  refuses([
    ["C2: CPU units that Fargate lacks", web({ cpu: 300 }), "services.web.cpu", "300", "must be one of 256, 512, 1024"],
    ["C2: memory that does not go with the CPU units", web({ cpu: 256, memory: 4096 }), "services.web.memory", "4096", "with 256 CPU units: 512, 1024, 2048 MiB"],
    ["C2: default memory that does not go with the CPU units", web({ cpu: 1024 }), "services.web.memory", undefined, "with 1024 CPU units: 2048, 3072"],
    ["C2: a variable that the platform sets", web({ environment: { PORT: "1" } }), "services.web.environment.PORT", '"1"', "the platform sets AWS_REGION, ENVIRONMENT, PORT"],
    ["C2: a variable name with a hyphen", web({ environment: { "A-B": "1" } }), "services.web.environment.A-B", '"A-B"', "a variable name"],
    ["C2: a privileged port", web({ port: 80 }), "services.web.port", "80", whole(1024, 65535)],
    ["C2: a stop timeout beyond Fargate's", web({ stopTimeoutSeconds: 121 }), "services.web.stopTimeoutSeconds", "121", whole(2, 120)],
    ["C2: no command", web({ command: [] }), "services.web.command", "[]", "must name a command"],
    ["C4: fewer desired tasks than the minimum", web({ min: 3, desired: 2, max: 4 }), "services.web.desired", "2", "min <= desired <= max (3 <= 2 <= 4)"],
    ["C4: more desired tasks than the maximum", web({ min: 1, desired: 5, max: 4 }), "services.web.desired", "5", "(1 <= 5 <= 4)"],
    ["C4: a maximum below the default of desired", web({ max: 1 }), "services.web.desired", undefined, "(1 <= 2 <= 1)"],
    ["C1: capacity without any weight", web({ capacity: { onDemandWeight: 0 } }), "services.web.capacity", '{"onDemandWeight":0}', "onDemandWeight or spotWeight above 0"],
    ["C5: a health check path without slash", health({ path: "health" }), `${at}path`, '"health"', 'starts with "/"'],
    ["C5: a health check that outlasts its interval", health({ intervalSeconds: 5, timeoutSeconds: 5 }), `${at}timeoutSeconds`, "5", "must be less than intervalSeconds (5)"],
    ["C5: an interval below the target group's", health({ intervalSeconds: 4 }), `${at}intervalSeconds`, "4", whole(5, 300)],
    ["C5: a threshold of one", health({ healthyThreshold: 1 }), `${at}healthyThreshold`, "1", whole(2, 10)],
    ["C5: an unhealthy threshold of eleven", health({ unhealthyThreshold: 11 }), `${at}unhealthyThreshold`, "11", whole(2, 10)],
    ["C5: a deregistration delay over an hour", web({ route: { deregistrationDelaySeconds: 3601 } }), "services.web.route.deregistrationDelaySeconds", "3601", whole(0, 3600)],
    ["a scaling target over 100 %", web({ scaling: { cpu: { percent: 101 } } }), "services.web.scaling.cpu.percent", "101", whole(1, 100)],
    ["scaling on requests without a route", { services: { web: { route: {} }, job: { scaling: { requests: { perTask: 1 } } } } }, "services.job.scaling.requests", '{"perTask":1}', "must be absent for a service without a route"],
    ["C7: a service name that AWS would not take", { services: { web: { route: {} }, My_Job: {} } }, "services.My_Job", '"My_Job"', "2 to 20 lower-case letters"],
    ["C7: services of which none takes all other requests", { services: { web: { route: { paths: ["/a"] } } } }, "services", '{"web":{"route":{"paths":["/a"]}}}', "exactly one service with a route without paths, for all other requests; none has one"],
    ["C7: two services that take all other requests", { services: { web: { route: {} }, api: { route: {} } } }, "services", '{"web":{"route":{}},"api":{"route":{}}}', "web and api have one"],
    ["C7: a path pattern without slash", { services: { web: { route: {} }, api: { route: { paths: ["api"] } } } }, "services.api.route.paths.0", '"api"', "a path pattern such as"],
    ["C7: more patterns than a rule holds", { services: { web: { route: {} }, api: { route: { paths: ["/1", "/2", "/3", "/4", "/5", "/6"] } } } }, "services.api.route.paths", '["/1","/2","/3","/4","/5","/6"]', "at most 5 patterns"],
    ["an unknown key of a service", web({ cpus: 256 }), "services.web", '"cpus"', 'unknown "cpus"; allowed are image, command'],
  ]);
});

describe("several problems", () => {
  it("O2: reports all of them at once, each with its own path", () => {
    const found = problems({
      account: "1",
      images: undefined,
      regions: [{ name: "us-east-1", cidr: "10.0.0.0/8" }],
      services: { web: { route: {}, cpu: 300, desired: 9 } },
      logs: { retentionDays: 8 },
    });
    expect(found.map(({ path }) => path).sort()).toEqual([
      "account",
      "images",
      "logs.retentionDays",
      "regions.0.cidr",
      "services.web.cpu",
      "services.web.desired",
    ]);
  });

  it("O2: accepts an environment that states its account, region and image only", () => {
    expect(problems({})).toEqual([]);
  });
});
