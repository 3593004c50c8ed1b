import { z } from "zod";
import { freeBlock } from "./address-blocks";
import { type Cidr, contains, formatCidr, overlaps, parseCidr, subnet } from "./cidr";
import { accountId, cidr, logRetentionDays, refuse, region, rule, section, text, whole } from "./values";
import { zoneProblem, ZONES } from "./zones";

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
  zones: whole(2, 5)
    .default(2)
    .describe(
      "Number of availability zones. A load balancer needs two; some regions have no more than three.",
    ),
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
  endpointAccounts: z
    .array(accountId)
    .default([])
    .describe(
      "Accounts whose resources, such as buckets of partners, are reached through endpoints besides the environment's own.",
    ),
  egressPorts: z
    .array(whole(1, 65_535))
    .default([])
    .describe("TCP ports besides 443 on which tasks may connect to any address, such as 587 for mail."),
  flowLogs: section({
    retentionDays: logRetentionDays.default(90).describe("How long flow logs are kept, in days."),
  }).prefault({}),
});

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
  cidr: cidr
    .optional()
    .describe(
      "Address block of the VPC, /16 to /24. Default: a /16 of 10.0.0.0/8 that follows from the names of project, environment and region.",
    ),
  zones: z
    .array(text(/^[a-z]{2,4}\d-az\d$/, "a zone id such as use1-az1"))
    .optional()
    .describe("Zone ids, as many as network.zones. Default: the region's first ones that run Fargate tasks."),
  publicSubnets: z
    .array(cidr)
    .optional()
    .describe(
      "One per zone, /27 or larger. Default: the /24 blocks 1, 2, … of a /16, smaller in a smaller VPC.",
    ),
  privateSubnets: z
    .array(cidr)
    .optional()
    .describe("One per zone. Default: the second eighth of the VPC, the third, …: a /19 each in a /16."),
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
  (value.zones ?? []).forEach((zone, index, zones) => {
    const message = zoneProblem(value.name, zone);
    if (message !== undefined) problems.push({ path: ["zones", index], message });
    if (zones.indexOf(zone) < index) problems.push({ path: ["zones", index], message: "must be named once" });
  });
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
  .check((payload) => {
    payload.value.forEach((entry, index) => {
      for (const [earlier, other] of payload.value.slice(0, index).entries()) {
        if (other.name === entry.name)
          refuse(payload, [index, "name"], `must differ from regions.${earlier}.name`);
        const [a, b] = [other, entry].map((one) => parseCidr(one.cidr ?? ""));
        if (a === undefined || b === undefined || !overlaps(a, b)) continue;
        const free = freeBlock(payload.value.flatMap(({ cidr: used = [] }) => used));
        const message = `must not overlap regions.${earlier}.cidr (${other.cidr ?? ""}); ${free ?? "none"} is free`;
        refuse(payload, [index, "cidr"], message);
      }
    });
  });

interface Addressed {
  readonly cidr?: string | undefined;
  readonly publicSubnets?: readonly string[] | undefined;
  readonly privateSubnets?: readonly string[] | undefined;
}

/**
 * The subnets of a region's VPC, given or derived from its address block. Of its eight equal parts, the second to the
 * sixth are the private subnets; public ones, which hold load balancers and NAT gateways alone, are cut from the others.
 * A load balancer takes /27 or larger.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones
 */
export function subnetLayout(entry: Addressed, zones: number) {
  const vpc = parseCidr(entry.cidr ?? "");
  if (vpc === undefined) throw new Error(`regions: ${entry.cidr ?? "nothing"} is not an address block`);
  const eighth = (index: number) => subnet(vpc, vpc.prefix + 3, index);
  const prefix = Math.min(27, Math.max(24, vpc.prefix + 6));
  const [, ...free] = [0, 6, 7].flatMap((index) =>
    Array.from({ length: Math.max(1, 2 ** (prefix - vpc.prefix - 3)) }, (_, number) =>
      subnet(eighth(index), prefix, number),
    ),
  );
  return {
    publicSubnets: entry.publicSubnets ?? free.slice(0, zones).map(formatCidr),
    privateSubnets:
      entry.privateSubnets ?? Array.from({ length: zones }, (_, zone) => formatCidr(eighth(zone + 1))),
  };
}

/** Problems of the layout that show only when the number of zones is known too. */
export function layoutProblems(entry: z.infer<typeof regions>[number], zones: number): Problem[] {
  const vpc = parseCidr(entry.cidr ?? "");
  if (entry.existingVpc !== undefined || vpc === undefined || vpc.prefix > 24) return [];
  const problems: Problem[] = [];
  if (entry.zones !== undefined && entry.zones.length !== zones) {
    problems.push({ path: ["zones"], message: `must name ${zones} zones, as many as network.zones` });
  }
  if (entry.zones === undefined && ZONES[entry.name].length < zones) {
    const known = ZONES[entry.name].join(", ");
    const message = `must name ${zones} zones, as many as network.zones; of this region are known ${known}`;
    problems.push({ path: ["zones"], message });
  }
  const layout = subnetLayout(entry, zones);
  const seen: { readonly path: (string | number)[]; readonly block: Cidr }[] = [];
  for (const tier of ["publicSubnets", "privateSubnets"] as const) {
    if (layout[tier].length !== zones) {
      const message =
        entry[tier] === undefined
          ? `must be /23 or larger for ${zones} zones, or publicSubnets must be given`
          : `must name ${zones} blocks, as many as network.zones`;
      problems.push({ path: [entry[tier] === undefined ? "cidr" : tier], message });
    }
    const smallest = tier === "publicSubnets" ? 27 : 28;
    layout[tier].forEach((given, index) => {
      const block = parseCidr(given);
      if (block === undefined) return;
      const path = [tier, index];
      if (block.prefix > smallest) problems.push({ path, message: `must be /${smallest} or larger` });
      if (!contains(vpc, block)) {
        problems.push({ path, message: `must lie inside the VPC's ${formatCidr(vpc)}` });
      }
      const clash = seen.find((other) => overlaps(other.block, block));
      if (clash !== undefined) problems.push({ path, message: `must not overlap ${clash.path.join(".")}` });
      seen.push({ path, block });
    });
  }
  return problems;
}
