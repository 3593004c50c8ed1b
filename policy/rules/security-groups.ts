import { mustBeSet, shown } from "../findings";
import { asList, type Attributes, numberOf, type Resource } from "../resource";
import { rules } from "../rule";

const INGRESS = ["aws_vpc_security_group_ingress_rule"];
const EGRESS = ["aws_vpc_security_group_egress_rule"];
const OLD = ["aws_security_group_rule"];

const ANYWHERE = new Set(["0.0.0.0/0", "::/0"]);
const addresses = ({ cidr_ipv4, cidr_ipv6, cidr_blocks, ipv6_cidr_blocks }: Attributes) =>
  [cidr_ipv4, cidr_ipv6, cidr_blocks, ipv6_cidr_blocks].flatMap(asList);
const isPublic = (rule: Resource) => addresses(rule.attributes).some((one) => ANYWHERE.has(String(one)));
const isIngress = (rule: Resource) => rule.type !== OLD[0] || rule.get("type") === "ingress";

/** The only port that the internet may reach: HTTPS. */
const HTTPS = 443;

const ports = (rule: Resource) => {
  const protocol = rule.get("ip_protocol") ?? rule.get("protocol");
  const from = rule.get("from_port");
  const to = rule.get("to_port");
  return { all: ["-1", "all", -1].includes(protocol as string), from: numberOf(from), to: numberOf(to) };
};
/** ICMP, type 3 and code 4: a router on the way says that a packet is too large. It carries no data. */
const saysPacketSize = (rule: Resource) => {
  const { from, to } = ports(rule);
  return (rule.get("ip_protocol") ?? rule.get("protocol")) === "icmp" && from === 3 && to === 4;
};
const shownPorts = (rule: Resource) => {
  const { all, from, to } = ports(rule);
  return all || from === undefined
    ? "every port"
    : from === to
      ? `port ${from}`
      : `ports ${from} to ${to ?? "?"}`;
};

export const securityGroupRules = rules(
  {
    id: "security-group-description",
    title: "Security groups and their rules say what they are for.",
    severity: "low",
    types: ["aws_security_group", ...INGRESS, ...EGRESS, ...OLD],
    rationale: "A rule that nobody can explain is one that nobody dares to remove.",
    fix: "Set description.",
    controls: ["CKV_AWS_23", "AVD-AWS-0099", "AVD-AWS-0124"],
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    check: mustBeSet("description"),
  },
  {
    id: "security-group-separate-rules",
    title: "Rules of security groups are resources of their own.",
    severity: "low",
    types: ["aws_security_group", ...OLD],
    rationale: "Rules inside of a group, and the older type, overwrite those of others.",
    fix: "Use aws_vpc_security_group_ingress_rule and aws_vpc_security_group_egress_rule.",
    controls: [],
    source: "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group",
    check: (group) =>
      group.type === OLD[0]
        ? `${group.type} is used`
        : ["ingress", "egress"].flatMap((way) =>
            group.blocks(way).length > 0 ? `it has ${way} rules inside` : [],
          ),
  },
  {
    id: "security-group-public-ingress",
    title: "The internet reaches HTTPS and, of ICMP, the size of packets; nothing else.",
    severity: "high",
    types: [...INGRESS, ...OLD],
    rationale: "Every open port is tried within minutes.",
    fix: "Refer to another security group, or open port 443.",
    controls: [
      "EC2.13", "EC2.14", "EC2.18", "EC2.19", "CIS 5.2", "CIS 5.3", "CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260",
      "CKV_AWS_277", "AVD-AWS-0107",
    ], // prettier-ignore
    check: (rule) => {
      const { all, from, to } = ports(rule);
      if (!isIngress(rule) || !isPublic(rule) || saysPacketSize(rule)) return undefined;
      if (!all && from === HTTPS && to === HTTPS) return undefined;
      return `it admits ${shownPorts(rule)} from anywhere`;
    },
  },
  {
    id: "security-group-ports",
    title: "Rules name the ports that they let through.",
    severity: "medium",
    types: [...INGRESS, ...EGRESS, ...OLD],
    rationale: "Whoever gets into one machine tries every port of the next.",
    fix: "Set ip_protocol, from_port and to_port to what the service listens on.",
    controls: ["CKV_AWS_277", "CKV_AWS_382", "EC2.18"],
    check: (rule) => {
      const { all, from, to } = ports(rule);
      const wide = all || from === undefined || to === undefined || to - from > 10;
      return wide ? `it lets ${shownPorts(rule)} through` : undefined;
    },
  },
  {
    id: "security-group-public-egress",
    title: "Nothing connects to the whole internet.",
    severity: "medium",
    types: [...EGRESS, ...OLD],
    rationale: "Whoever gets into a task could send data anywhere.",
    fix: "Refer to another security group or a prefix list.",
    controls: ["CKV_AWS_382", "AVD-AWS-0104"],
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    check: (rule) =>
      (rule.type !== OLD[0] || !isIngress(rule)) && isPublic(rule)
        ? `it lets ${shownPorts(rule)} out to anywhere`
        : undefined,
  },
  {
    id: "endpoint-security-group",
    title: "Interface endpoints have a security group of their own.",
    severity: "low",
    types: ["aws_vpc_endpoint"],
    rationale: "Without one they get the VPC's default group.",
    fix: "Set security_group_ids.",
    controls: [],
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    check: (endpoint) =>
      endpoint.get("vpc_endpoint_type") === "Interface" &&
      asList(endpoint.get("security_group_ids")).length === 0
        ? shown(endpoint, "security_group_ids")
        : undefined,
  },
);
