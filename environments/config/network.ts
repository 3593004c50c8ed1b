import { z } from "zod";
import { type Cidr, contains, formatCidr, overlaps, parseCidr, subnet } from "./cidr";
import { cidr, logRetentionDays, refuse, region, rule, section, text, whole } from "./values";

/**
 * Interface endpoints a network can hold, by the last part of their service name
 * (`com.amazonaws.<region>.<name>`).
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export const INTERFACE_ENDPOINTS = [
  "ecr.api", "ecr.dkr", "logs", "secretsmanager", "sqs", "kms", "sts", "ssmmessages", "monitoring", "rds", "elasticache",
] as const; // prettier-ignore

export type InterfaceEndpoint = (typeof INTERFACE_ENDPOINTS)[number];

/** What is chosen once for all regions of an environment; addresses are a matter of the region. */
export const network = section({
  zones: whole(2, 5).default(2).describe("Number of availability zones. A load balancer needs two."),
  nat: z
    .enum(["none", "single", "per-az"])
    .default("per-az")
    .describe(
      "NAT gateways: none, a single one (cheap, one zone can take down all egress), or one per zone.",
    ),
  gatewayEndpoints: z
    .array(z.enum(["s3", "dynamodb"]))
    .default(["s3", "dynamodb"])
    .describe("Gateway endpoints. They cost nothing."),
  interfaceEndpoints: z
    .union([z.literal("required"), z.array(z.enum(INTERFACE_ENDPOINTS))], {
      error: `must be "required" (those the enabled features need) or a list of ${INTERFACE_ENDPOINTS.join(", ")}`,
    })
    .default("required")
    .describe(
      "Interface endpoints, each billed per zone and hour: those the enabled features need, or a list.",
    ),
  flowLogs: section({
    retentionDays: logRetentionDays.default(90).describe("How long flow logs are kept, in days."),
  }).prefault({}),
}).check(
  rule(["nat", "interfaceEndpoints"], (payload) => {
    const { nat, interfaceEndpoints } = payload.value;
    if (nat !== "none" || interfaceEndpoints === "required") return;
    const message = 'must be "required" where nat is "none": tasks reach AWS through endpoints only';
    refuse(payload, ["interfaceEndpoints"], message);
  }),
);

const subnetIds = z.array(text(/^subnet-[0-9a-f]{8,17}$/, "a subnet id such as subnet-0a1b2c3d4e5f60718"));

const existingVpc = section({
  vpcId: text(/^vpc-[0-9a-f]{8,17}$/, "a VPC id such as vpc-0a1b2c3d4e5f60718"),
  publicSubnetIds: subnetIds.min(
    2,
    "must name at least two subnets in different zones: a load balancer needs two",
  ),
  privateSubnetIds: subnetIds.min(2, "must name at least two subnets in different zones"),
}).describe("A network that exists already. Nothing is created in it but security groups.");

const site = section({
  name: region.describe("The AWS region."),
  cidr: cidr.optional().describe("Address block of the VPC, /16 to /24. Default: 10.<position>.0.0/16."),
  zones: z
    .array(text(/^[a-z]{2}(-[a-z]+)+-\d[a-f]$/, "a zone name such as us-east-1a"))
    .optional()
    .describe("Zone names, as many as network.zones. Default: the first available ones."),
  publicSubnets: z.array(cidr).optional().describe("Default: the /24 blocks 1, 2, … of the VPC."),
  privateSubnets: z.array(cidr).optional().describe("Default: the /24 blocks 11, 12, … of the VPC."),
  existingVpc: existingVpc.optional(),
  certificateArn: text(
    /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/,
    "the ARN of an ACM certificate",
  )
    .optional()
    .describe("An existing certificate for the load balancer. Without one it serves plain HTTP."),
}).check(
  rule(
    ["name", "cidr", "zones", "publicSubnets", "privateSubnets", "existingVpc", "certificateArn"],
    (payload) => {
      for (const { path, message } of siteProblems(payload.value)) refuse(payload, path, message);
    },
  ),
);

type SiteInput = z.infer<typeof site>;
interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

function siteProblems(value: SiteInput): Problem[] {
  const problems: Problem[] = [];
  const vpc = value.cidr === undefined ? undefined : parseCidr(value.cidr);
  // A VPC may be /16 to /28; sixteen subnets have to fit in it, each /28 or larger.
  // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
  if (vpc !== undefined && (vpc.prefix < 16 || vpc.prefix > 24)) {
    problems.push({ path: ["cidr"], message: "must be a block from /16 to /24" });
  }
  const addressed = ["cidr", "zones", "publicSubnets", "privateSubnets"] as const;
  if (value.existingVpc !== undefined) {
    for (const key of addressed.filter((name) => value[name] !== undefined)) {
      problems.push({ path: [key], message: "must be absent where existingVpc is given" });
    }
  }
  for (const zone of value.zones ?? []) {
    if (!zone.startsWith(value.name)) {
      problems.push({ path: ["zones"], message: `must be zones of ${value.name}; ${zone} is not` });
    }
  }
  const certificateRegion = value.certificateArn?.split(":")[3];
  if (certificateRegion !== undefined && certificateRegion !== value.name) {
    problems.push({
      path: ["certificateArn"],
      message: `must be a certificate of ${value.name}, the load balancer's region`,
    });
  }
  return problems;
}

export const regions = z
  .array(site)
  .min(1, "must name at least one region; the first is the primary one")
  .transform((sites) =>
    sites.map((entry, index) => ({
      ...entry,
      cidr: entry.cidr ?? formatCidr({ first: (10 * 256 + index) * 65536, prefix: 16 }),
    })),
  )
  .check((payload) => {
    payload.value.forEach((entry, index) => {
      for (const [earlier, other] of payload.value.slice(0, index).entries()) {
        if (other.name === entry.name)
          refuse(payload, [index, "name"], `must differ from regions.${earlier}.name`);
        const [a, b] = [parseCidr(other.cidr), parseCidr(entry.cidr)];
        const bothCreated = other.existingVpc === undefined && entry.existingVpc === undefined;
        if (bothCreated && a !== undefined && b !== undefined && overlaps(a, b)) {
          refuse(payload, [index, "cidr"], `must not overlap regions.${earlier}.cidr (${other.cidr})`);
        }
      }
    });
  });

type Addressed = Pick<z.infer<typeof regions>[number], "cidr"> & {
  readonly publicSubnets?: readonly string[] | undefined;
  readonly privateSubnets?: readonly string[] | undefined;
};

/** The subnets of a region's VPC, given or derived from its address block. */
export function subnetLayout(entry: Addressed, zones: number) {
  const vpc = parseCidr(entry.cidr);
  if (vpc === undefined) throw new Error(`regions: ${entry.cidr} is not an address block`);
  // /24 as long as sixteen of them fit, smaller in a VPC smaller than /20.
  const prefix = Math.max(24, vpc.prefix + 4);
  const derive = (start: number) =>
    Array.from({ length: zones }, (_, zone) => formatCidr(subnet(vpc, prefix, start + zone)));
  return {
    publicSubnets: entry.publicSubnets ?? derive(1),
    privateSubnets: entry.privateSubnets ?? derive(11),
  };
}

/** Problems of the layout that show only when the number of zones is known too. */
export function layoutProblems(entry: z.infer<typeof regions>[number], zones: number): Problem[] {
  if (entry.existingVpc !== undefined) return [];
  const problems: Problem[] = [];
  const vpc = parseCidr(entry.cidr);
  if (vpc === undefined || vpc.prefix > 24) return [];
  if (entry.zones !== undefined && entry.zones.length !== zones) {
    problems.push({ path: ["zones"], message: `must name ${zones} zones, as many as network.zones` });
  }
  const layout = subnetLayout(entry, zones);
  const seen: { readonly path: (string | number)[]; readonly block: Cidr }[] = [];
  for (const tier of ["publicSubnets", "privateSubnets"] as const) {
    if (layout[tier].length !== zones) {
      problems.push({ path: [tier], message: `must name ${zones} blocks, as many as network.zones` });
    }
    layout[tier].forEach((given, index) => {
      const block = parseCidr(given);
      if (block === undefined) return;
      const path = [tier, index];
      if (block.prefix > 28) problems.push({ path, message: "must be /28 or larger" });
      if (!contains(vpc, block)) problems.push({ path, message: `must lie inside the VPC's ${entry.cidr}` });
      const clash = seen.find((other) => overlaps(other.block, block));
      if (clash !== undefined) problems.push({ path, message: `must not overlap ${clash.path.join(".")}` });
      seen.push({ path, block });
    });
  }
  return problems;
}
