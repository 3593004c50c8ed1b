"""EC2: what moto forgets of flow logs, rules and network ACLs, what disappears with its owner, what is in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends
from moto.rds.models import rds_backends

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


@amend("ec2", "CreateNetworkAclEntry", "ReplaceNetworkAclEntry")
def keep_icmp_type(call: Call, _: Answer) -> None:
    """moto looks for type and code of ICMP under another name, and forgets them.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
    """
    key = _entry(call.params["NetworkAclId"], call.params)
    call.store("icmp_types").pop(key, None)
    icmp = call.params.get("IcmpTypeCode")
    if icmp:
        call.store("icmp_types")[key] = {name: int(value) for name, value in icmp.items()}


@amend("ec2", "DescribeNetworkAcls")
def show_icmp_type(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html"""
    for acl in answer.get("NetworkAcls", []):
        for entry in acl.get("Entries", []):
            icmp = call.store("icmp_types").get(_entry(acl["NetworkAclId"], entry))
            if icmp and entry.get("Protocol") == "1":
                entry["IcmpTypeCode"] = icmp


def _entry(acl: str, entry: dict[str, Any]) -> str:
    return f"{acl} {str(entry.get('Egress', False)).lower()} {entry['RuleNumber']}"


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


@patch(EC2Backend, "delete_subnet")
def delete_subnet(original: Callable[..., Any], self: Any, subnet_id: str) -> Any:
    """A subnet goes once nothing has an address in it; moto deletes it at any time.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html
    """
    users = [
        *(f"network interface {eni.id}" for eni in self.enis.values() if eni.subnet.id == subnet_id),
        *(name for name, subnets, _ in _placed(self) if subnet_id in subnets),
    ]
    if users:
        raise DependencyViolationError(
            f"The subnet '{subnet_id}' has dependencies and cannot be deleted. ({users[0]})"
        )
    return original(self, subnet_id)


@patch(EC2Backend, "_delete_security_group")
def delete_security_group(
    original: Callable[..., Any], self: Any, vpc_id: str | None, group_id: str
) -> Any:
    """A group goes once no network interface has it and no rule of another group names it.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html
    """
    users = [
        *(
            f"network interface {eni.id}"
            for eni in self.enis.values()
            if group_id in [group.id for group in eni.group_set]
        ),
        *(name for name, _, groups in _placed(self) if group_id in groups),
        *(f"security group {other}" for other in _groups_that_name(self, group_id)),
    ]
    if users:
        raise DependencyViolationError(f"resource {group_id} has a dependent object ({users[0]})")
    return original(self, vpc_id, group_id)


def _placed(backend: Any) -> Iterator[tuple[str, list[str], list[str]]]:
    """What has network interfaces that moto does not make: its name, its subnets, its security groups."""
    account, region = backend.account_id, backend.region_name
    for balancer in elbv2_backends[account][region].load_balancers.values():
        subnets = [subnet.id for subnet in balancer.subnets]
        yield f"load balancer {balancer.name}", subnets, balancer.security_groups or []
    for service in ecs_backends[account][region].services.values():
        # Where an update of the service names it, moto keeps it beside the deployment.
        kept = getattr(service, "network_configuration", None) or service.deployments[0].get("networkConfiguration")
        network = (kept or {}).get("awsvpcConfiguration", {})
        if service.status == "ACTIVE" and service.desired_count:
            yield f"service {service.name}", network.get("subnets", []), network.get("securityGroups", [])
    for database in rds_backends[account][region].databases.values():
        group = database.db_subnet_group
        subnets = [subnet.id for subnet in group.subnets] if group else []
        yield f"database {database.db_instance_identifier}", subnets, database.vpc_security_group_ids or []


def _groups_that_name(backend: Any, group_id: str) -> list[str]:
    return [
        group.id
        for groups in backend.groups.values()
        for group in groups.values()
        if group.id != group_id
        for rule in [*group.ingress_rules, *group.egress_rules]
        if rule.source_group.get("GroupId") == group_id
    ]
