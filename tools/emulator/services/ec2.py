"""EC2: options of flow logs, descriptions of security group rules, what disappears with its owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend

from ..overlay import Answer, Call, amend
from ..patching import patch


@amend("ec2", "CreateFlowLogs")
def keep_destination_options(call: Call, answer: Answer) -> None:
    """moto forgets the file format and partitions of a flow log to S3.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    """
    options = call.params.get("DestinationOptions")
    if options:
        for flow_log in answer.get("FlowLogIds", []):
            call.store("destination_options")[flow_log] = options


@amend("ec2", "DescribeFlowLogs")
def show_destination_options(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DestinationOptionsResponse.html"""
    for flow_log in answer.get("FlowLogs", []):
        options = call.store("destination_options").get(flow_log.get("FlowLogId"))
        if options:
            flow_log["DestinationOptions"] = options


@amend("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def keep_rule_description(call: Call, answer: Answer) -> None:
    """moto forgets the description of a rule whose peer is a security group.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UserIdGroupPair.html
    """
    described = {
        pair["GroupId"]: pair["Description"]
        for permission in call.params.get("IpPermissions", [])
        for pair in permission.get("UserIdGroupPairs", [])
        if pair.get("Description") and pair.get("GroupId")
    }
    for rule in answer.get("SecurityGroupRules", []):
        description = described.get(rule.get("ReferencedGroupInfo", {}).get("GroupId"))
        if description:
            call.store("rule_descriptions")[rule["SecurityGroupRuleId"]] = description
            rule["Description"] = description


@amend("ec2", "DescribeSecurityGroupRules")
def show_rule_description(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html"""
    for rule in answer.get("SecurityGroupRules", []):
        description = call.store("rule_descriptions").get(rule["SecurityGroupRuleId"])
        if description and not rule.get("Description"):
            rule["Description"] = description


@patch(EC2Backend, "delete_vpc")
def delete_vpc(original: Callable[..., Any], self: Any, vpc_id: str) -> Any:
    """The default network ACL goes with its VPC; what a user created in the VPC must be gone before.

    moto keeps the network ACL for ever, and deletes a VPC that still has security groups or a gateway:
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html
    """
    acls = [acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id]
    groups = [group for group in self.groups.get(vpc_id, {}).values() if group.name != "default"]
    gateways = [gateway for gateway in self.internet_gateways.values() if _attached_to(gateway) == vpc_id]
    if groups or gateways or not all(acl.default for acl in acls):
        raise DependencyViolationError(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
    vpc = original(self, vpc_id)
    for acl in acls:
        del self.network_acls[acl.id]
    return vpc


def _attached_to(gateway: Any) -> str | None:
    return gateway.vpc.id if gateway.vpc else None


@patch(EC2Backend, "delete_nat_gateway")
def delete_nat_gateway(original: Callable[..., Any], self: Any, nat_gateway_id: str) -> Any:
    """The network interface of a NAT gateway goes with it, and its Elastic IP address is free again.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNatGateway.html
    """
    gateway = original(self, nat_gateway_id)
    interface = self.enis.pop(gateway._eni.id, None)
    for address in self.addresses:
        if interface is not None and address.eni is interface:
            address.eni = address.association_id = None
    return gateway
