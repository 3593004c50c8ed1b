import type { Permission } from "./permission";

const TYPES = [
  "elastic-ip", "internet-gateway", "natgateway", "network-acl", "network-interface", "route-table", "security-group",
  "security-group-rule", "subnet", "vpc", "vpc-endpoint", "vpc-flow-log",
].map((type) => `ec2:{region}:{account}:${type}/*`); // prettier-ignore

/** VPC, security groups, load balancer. What EC2 makes has no name of its own: it is told by its tags. */
export const NETWORK: readonly Permission[] = [
  {
    service: "ec2",
    read: [
      "DescribeAccountAttributes", "DescribeAddresses", "DescribeAddressesAttribute", "DescribeAvailabilityZones",
      "DescribeFlowLogs", "DescribeInternetGateways", "DescribeManagedPrefixLists", "DescribeNatGateways",
      "DescribeNetworkAcls", "DescribeNetworkInterfaces", "DescribePrefixLists", "DescribeRouteTables",
      "DescribeSecurityGroupRules", "DescribeSecurityGroups", "DescribeSubnets", "DescribeTags", "DescribeVpcAttribute",
      "DescribeVpcEndpoints", "DescribeVpcEndpointServices", "DescribeVpcs"
    ],
    on: "*",
  },
  // A new load balancer looks at the groups of its VPC in the caller's name.
  { service: "ec2", write: ["GetSecurityGroupsForVpc"], on: "*" },
  // What something new is made in may be somebody else's, such as a VPC that exists already.
  {
    service: "ec2",
    write: [
      "AllocateAddress", "CreateFlowLogs", "CreateInternetGateway", "CreateNatGateway", "CreateNetworkAcl",
      "CreateRouteTable", "CreateSecurityGroup", "CreateSubnet", "CreateVpc", "CreateVpcEndpoint",
    ],
    on: TYPES,
  },
  {
    service: "ec2",
    write: [
      "AssociateRouteTable", "AttachInternetGateway", "AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress",
      "CreateNetworkAclEntry", "CreateRoute", "CreateTags", "DeleteNetworkAclEntry", "DeleteTags", "DisassociateAddress",
      "DisassociateRouteTable", "ModifySecurityGroupRules", "ModifySubnetAttribute", "ModifyVpcAttribute",
      "ModifyVpcEndpoint", "ReplaceNetworkAclAssociation", "ReplaceNetworkAclEntry", "ReplaceRoute",
      "ReplaceRouteTableAssociation", "RevokeSecurityGroupEgress", "RevokeSecurityGroupIngress",
      "UpdateSecurityGroupRuleDescriptionsEgress", "UpdateSecurityGroupRuleDescriptionsIngress",
    ],
    on: TYPES,
    tagged: "or-new",
  },
  {
    service: "ec2",
    write: [
      "DeleteFlowLogs", "DeleteInternetGateway", "DeleteNatGateway", "DeleteNetworkAcl", "DeleteRoute",
      "DeleteRouteTable", "DeleteSecurityGroup", "DeleteSubnet", "DeleteVpc", "DeleteVpcEndpoints",
      "DetachInternetGateway", "ReleaseAddress",
    ],
    on: TYPES,
    tagged: true,
  },
  // ElastiCache asks for interfaces in the caller's name. What Lambda leaves behind in a VPC is deleted before its
  // subnets and groups. AWS tags neither:
  // https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/ec2/vpc_network_interface.go
  {
    service: "ec2",
    write: ["CreateNetworkInterface", "DeleteNetworkInterface", "DetachNetworkInterface"],
    on: ["network-interface", "instance", "security-group", "subnet"].map((type) => `ec2:{region}:{account}:${type}/*`),
    tagged: "or-new",
  },
  // An interface endpoint's private DNS: https://docs.aws.amazon.com/vpc/latest/privatelink/security_iam_id-based-policy-examples.html
  { service: "route53", write: ["AssociateVPCWithHostedZone"], on: ["route53:::hostedzone/*"] },
  {
    service: "elasticloadbalancing",
    read: [
      "DescribeCapacityReservation", "DescribeListenerAttributes", "DescribeListenerCertificates", "DescribeListeners",
      "DescribeLoadBalancerAttributes", "DescribeLoadBalancers", "DescribeRules", "DescribeSSLPolicies", "DescribeTags",
      "DescribeTargetGroupAttributes", "DescribeTargetGroups", "DescribeTargetHealth",
    ],
    on: "*",
  },
  {
    service: "elasticloadbalancing",
    write: [
      "AddListenerCertificates", "AddTags", "CreateListener", "CreateLoadBalancer", "CreateRule", "DeleteListener",
      "DeleteLoadBalancer", "DeleteRule", "ModifyListener", "ModifyListenerAttributes", "ModifyLoadBalancerAttributes",
      "ModifyRule", "RemoveListenerCertificates", "RemoveTags", "SetIpAddressType", "SetRulePriorities",
      "SetSecurityGroups", "SetSubnets", "SetWebAcl",
    ],
    on: ["loadbalancer", "listener", "listener-rule"].map(
      (type) => `elasticloadbalancing:{region}:{account}:${type}/app/{name}/*`,
    ),
  },
  // Target groups are replaced, so their names are prefixes of six characters: they are told by their tags.
  {
    service: "elasticloadbalancing",
    write: ["AddTags", "CreateTargetGroup"],
    on: ["elasticloadbalancing:{region}:{account}:targetgroup/*/*"],
    tagged: "or-new",
  },
  {
    service: "elasticloadbalancing",
    write: ["DeleteTargetGroup", "ModifyTargetGroup", "ModifyTargetGroupAttributes", "RemoveTags"],
    on: ["elasticloadbalancing:{region}:{account}:targetgroup/*/*"],
    tagged: true,
  },
  {
    service: "wafv2",
    read: ["GetWebACL", "GetWebACLForResource", "GetLoggingConfiguration", "ListTagsForResource"],
    write: [
      "AssociateWebACL", "CreateWebACL", "DeleteLoggingConfiguration", "DeleteWebACL", "DisassociateWebACL",
      "PutLoggingConfiguration", "TagResource", "UntagResource", "UpdateWebACL",
    ],
    on: [
      "wafv2:{region}:{account}:regional/webacl/{name}/*",
      "wafv2:{region}:{account}:regional/managedruleset/*/*",
      "elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/*",
    ],
  },
  { service: "wafv2", read: ["DescribeManagedRuleGroup", "ListWebACLs"], on: "*" },
]; // prettier-ignore
