import { DescribeNatGatewaysCommand, EC2Client, paginateDescribeTags } from "@aws-sdk/client-ec2";
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { awsClient } from "../aws/client";

/**
 * Terraform types that are imported by the id that EC2 lists tags under, by EC2's own word for them.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TagSpecification.html
 */
const EC2_TYPES: Readonly<Record<string, readonly string[]>> = {
  "elastic-ip": ["aws_eip"],
  "internet-gateway": ["aws_internet_gateway"],
  natgateway: ["aws_nat_gateway"],
  "network-acl": ["aws_network_acl"],
  "route-table": ["aws_route_table"],
  "security-group": ["aws_security_group"],
  "security-group-rule": ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"],
  subnet: ["aws_subnet"],
  vpc: ["aws_vpc"],
  "vpc-endpoint": ["aws_vpc_endpoint"],
  "vpc-flow-log": ["aws_flow_log"],
};

/** Terraform types that are found by ARN: what it looks like, and what of it is the import id. */
const ARN_TYPES: readonly { readonly pattern: RegExp; readonly type: string }[] = [
  { pattern: /^(?<id>.*:elasticloadbalancing:.*:loadbalancer\/.*)$/, type: "aws_lb" },
  { pattern: /^(?<id>.*:elasticloadbalancing:.*:targetgroup\/.*)$/, type: "aws_lb_target_group" },
  { pattern: /^(?<id>.*:elasticloadbalancing:.*:listener\/.*)$/, type: "aws_lb_listener" },
  { pattern: /^(?<id>.*:elasticloadbalancing:.*:listener-rule\/.*)$/, type: "aws_lb_listener_rule" },
  { pattern: /:kms:.*:key\/(?<id>.*)$/, type: "aws_kms_key" },
  { pattern: /:rds:.*:pg:(?<id>.*)$/, type: "aws_db_parameter_group" },
  { pattern: /:rds:.*:cluster-pg:(?<id>.*)$/, type: "aws_rds_cluster_parameter_group" },
  { pattern: /^(?<id>.*:secretsmanager:.*:secret:.*)$/, type: "aws_secretsmanager_secret" },
];

/** Something that exists in AWS with the environment's tags. */
export interface Tagged {
  readonly type: string;
  readonly nameTag: string;
  /** What `terraform import` calls it. */
  readonly id: string;
}

/** Everything in a region with the tags of one environment, as far as its type is known here. */
export async function taggedResources(
  region: string,
  tags: Readonly<Record<string, string>>,
): Promise<Tagged[]> {
  const [ec2, others] = await Promise.all([ec2Resources(region, tags), arnResources(region, tags)]);
  return [...ec2, ...others];
}

async function ec2Resources(region: string, tags: Readonly<Record<string, string>>): Promise<Tagged[]> {
  const client = awsClient(EC2Client, { region });
  const byId = new Map<string, { kind: string; tags: Record<string, string> }>();
  const query = { Filters: [{ Name: "resource-type", Values: Object.keys(EC2_TYPES) }] };
  for await (const { Tags } of paginateDescribeTags({ client }, query)) {
    for (const { ResourceId = "", ResourceType = "", Key = "", Value = "" } of Tags ?? []) {
      const entry = byId.get(ResourceId) ?? { kind: ResourceType, tags: {} };
      entry.tags[Key] = Value;
      byId.set(ResourceId, entry);
    }
  }
  const gone = await deletedNatGateways(client);
  return [...byId].flatMap(([id, { kind, tags: own }]) => {
    const nameTag = own["Name"];
    const mine = Object.entries(tags).every(([key, value]) => own[key] === value);
    if (!mine || nameTag === undefined || gone.has(id)) return [];
    return (EC2_TYPES[kind] ?? []).map((type) => ({ type, nameTag, id }));
  });
}

/** They stay visible, with their tags, for about an hour. */
async function deletedNatGateways(client: EC2Client): Promise<Set<string>> {
  const Filter = [{ Name: "state", Values: ["deleted", "deleting", "failed"] }];
  const { NatGateways } = await client.send(new DescribeNatGatewaysCommand({ Filter }));
  return new Set((NatGateways ?? []).map(({ NatGatewayId }) => NatGatewayId ?? ""));
}

async function arnResources(region: string, tags: Readonly<Record<string, string>>): Promise<Tagged[]> {
  const client = awsClient(ResourceGroupsTaggingAPIClient, { region });
  const TagFilters = Object.entries(tags).map(([Key, value]) => ({ Key, Values: [value] }));
  const found: Tagged[] = [];
  for await (const { ResourceTagMappingList } of paginateGetResources({ client }, { TagFilters })) {
    for (const { ResourceARN = "", Tags } of ResourceTagMappingList ?? []) {
      const nameTag = Tags?.find(({ Key }) => Key === "Name")?.Value;
      for (const { pattern, type } of ARN_TYPES) {
        const id = pattern.exec(ResourceARN)?.groups?.["id"];
        if (nameTag !== undefined && id !== undefined) found.push({ type, nameTag, id });
      }
    }
  }
  return found;
}
