from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_flow_log_keeps_its_destination_options(client: Any) -> None:
    ec2 = client("ec2")
    client("s3").create_bucket(Bucket="flow-logs")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    options = {"FileFormat": "parquet", "HiveCompatiblePartitions": True, "PerHourPartition": False}
    ec2.create_flow_logs(
        ResourceIds=[vpc],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination="arn:aws:s3:::flow-logs",
        DestinationOptions=options,
    )
    assert ec2.describe_flow_logs()["FlowLogs"][0]["DestinationOptions"] == options


def test_rule_between_security_groups_keeps_its_description(client: Any) -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    front, back = (
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        for name in ("front", "back")
    )
    pair = {"GroupId": front, "Description": "From the load balancer"}
    permission = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [pair]}
    created = ec2.authorize_security_group_ingress(GroupId=back, IpPermissions=[permission])[
        "SecurityGroupRules"
    ]
    assert [rule["Description"] for rule in created] == ["From the load balancer"]

    rule = created[0]["SecurityGroupRuleId"]
    shown = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule])["SecurityGroupRules"]
    assert [rule["Description"] for rule in shown] == ["From the load balancer"]


def test_default_network_acl_goes_with_its_vpc(client: Any) -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.delete_vpc(VpcId=vpc)
    assert ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["NetworkAcls"] == []


@pytest.mark.parametrize("dependency", ["security group", "internet gateway", "network ACL"])
def test_vpc_with_a_dependency_is_not_deleted(client: Any, dependency: str) -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    if dependency == "security group":
        ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)
    elif dependency == "network ACL":
        ec2.create_network_acl(VpcId=vpc)
    else:
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    with pytest.raises(ClientError) as raised:
        ec2.delete_vpc(VpcId=vpc)
    assert raised.value.response["Error"]["Code"] == "DependencyViolation"


def test_deleted_nat_gateway_frees_its_interface_and_address(client: Any) -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    assert "AssociationId" in ec2.describe_addresses(AllocationIds=[address])["Addresses"][0]

    ec2.delete_nat_gateway(NatGatewayId=gateway)
    assert (
        ec2.describe_network_interfaces(Filters=[{"Name": "subnet-id", "Values": [subnet]}])[
            "NetworkInterfaces"
        ]
        == []
    )
    assert "AssociationId" not in ec2.describe_addresses(AllocationIds=[address])["Addresses"][0]
