import { mustHave, mustNotBeTrue } from "../findings";
import { allowed, nameOf } from "../policy-attributes";
import { type Attributes, numberOf, type Resource } from "../resource";
import { rules } from "../rule";

const ADMINISTRATION = [22, 3389];
/** Conditions that tell this account, or AWS itself, from others. */
const PERIMETER = new Set([
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalisawsservice",
  "aws:resourceaccount",
]);

export const networkRules = rules(
  {
    id: "subnet-no-public-address",
    title: "Nothing gets a public address by being in a subnet.",
    severity: "medium",
    types: ["aws_subnet"],
    rationale: "Whatever is started there could be reached from the internet.",
    fix: "Leave out map_public_ip_on_launch.",
    controls: ["EC2.15", "CKV_AWS_130", "AVD-AWS-0164"],
    check: mustNotBeTrue("map_public_ip_on_launch"),
  },
  {
    id: "default-security-group",
    title: "The default security group of every VPC lets nothing through.",
    severity: "high",
    types: ["aws_vpc"],
    rationale: "Whatever is started without choosing a group gets it, and AWS's default lets everything out.",
    fix: "Add an aws_default_security_group without rules, as DefaultDeny does.",
    controls: ["EC2.2", "CIS 5.4", "CKV2_AWS_12"],
    check: mustHave("aws_default_security_group", "vpc_id", (group) =>
      ["ingress", "egress"].flatMap((way) => (group.blocks(way).length > 0 ? `it has ${way} rules` : [])),
    ),
  },
  {
    id: "default-network-acl",
    title: "The default network ACL of every VPC lets nothing through.",
    severity: "low",
    types: ["aws_default_network_acl"],
    rationale: "A subnet without an ACL of its own gets it, and AWS's default lets everything through.",
    fix: "Leave out ingress and egress, as DefaultDeny does.",
    controls: ["EC2.21", "CIS 5.1"],
    check: (acl) =>
      ["ingress", "egress"].flatMap((way) => (acl.blocks(way).length > 0 ? `it has ${way} rules` : [])),
  },
  {
    id: "network-acl-administration",
    title: "No network ACL lets the internet reach ports of remote administration.",
    severity: "medium",
    types: ["aws_network_acl", "aws_network_acl_rule"],
    rationale: "SSH and RDP are what is tried first, and all the time.",
    fix: "Leave 22 and 3389 out of rules for 0.0.0.0/0 and ::/0.",
    controls: ["EC2.21", "CIS 5.1", "CKV_AWS_231", "CKV_AWS_232", "AVD-AWS-0105"],
    check: (acl) => entries(acl).flatMap(administration),
  },
  {
    id: "network-acl-ports",
    title: "No network ACL lets the internet reach every port.",
    severity: "medium",
    types: ["aws_network_acl", "aws_network_acl_rule"],
    rationale: "An ACL that admits everything is none.",
    fix: "Name protocol and ports in rules for 0.0.0.0/0 and ::/0.",
    controls: ["AVD-AWS-0102", "CKV_AWS_229", "CKV_AWS_230"],
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    check: (acl) =>
      entries(acl)
        .filter(({ protocol }) => ["-1", "all", -1].includes(protocol as string))
        .map((entry) => `rule ${ruleNumber(entry)} admits every protocol and port from anywhere`),
  },
  {
    id: "endpoint-policy",
    title: "Endpoints let through what is this account's.",
    severity: "medium",
    types: ["aws_vpc_endpoint"],
    rationale:
      "AWS's default lets everybody's credentials reach everybody's resources: data leaves by another account's bucket.",
    fix: "Set policy to that of endpointPolicy.",
    controls: [],
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    check: (endpoint) => {
      if (endpoint.get("policy") === undefined) return "policy is not set";
      return allowed(endpoint)
        .filter(({ resources }) => resources.includes("*"))
        .filter(({ conditions }) => !conditions.some(({ key }) => PERIMETER.has(key)))
        .map((statement) => `${nameOf(statement)} lets everybody reach everything`);
    },
  },
  {
    id: "network-acl-used",
    title: "Every network ACL belongs to subnets.",
    severity: "low",
    types: ["aws_network_acl"],
    rationale: "An ACL without subnets protects nothing, whatever it says.",
    fix: "Set subnet_ids.",
    controls: ["EC2.16", "CKV2_AWS_1"],
    check: (acl) => (Array.isArray(acl.get("subnet_ids")) ? undefined : "subnet_ids is not set"),
  },
);

/** What lets anybody in. */
function entries(acl: Resource): Attributes[] {
  const single = acl.type === "aws_network_acl_rule";
  const all = single ? [acl.attributes].filter(({ egress }) => egress !== true) : acl.blocks("ingress");
  return all.filter(
    (entry) =>
      (entry["action"] ?? entry["rule_action"]) === "allow" &&
      ((entry["cidr_block"] ?? "") === "0.0.0.0/0" || (entry["ipv6_cidr_block"] ?? "") === "::/0"),
  );
}

function administration(entry: Attributes): string[] {
  const { protocol } = entry;
  if (!["tcp", "6", 6, "-1", "all", -1].includes(protocol as string)) return [];
  const everything = ["-1", "all", -1].includes(protocol as string);
  const from = numberOf(entry["from_port"]) ?? 0;
  const to = numberOf(entry["to_port"]) ?? 65535;
  return ADMINISTRATION.filter((port) => everything || (from <= port && port <= to)).map(
    (port) => `rule ${ruleNumber(entry)} admits port ${port} from anywhere`,
  );
}

function ruleNumber(entry: Attributes): string {
  return String(entry["rule_no"] ?? entry["rule_number"]);
}
