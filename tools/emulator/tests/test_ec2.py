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


def _placed(client: Any) -> tuple[Any, str, str]:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZoneId="use1-az2")["Subnet"]
    assert subnet["AvailabilityZoneId"] == "use1-az2"
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
    return ec2, subnet["SubnetId"], group


def test_subnet_and_group_of_a_load_balancer_stay_while_it_does(client: Any) -> None:
    ec2, subnet, group = _placed(client)
    elb = client("elbv2")
    balancer = elb.create_load_balancer(Name="web", Subnets=[subnet], SecurityGroups=[group])["LoadBalancers"][0]
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_subnet(SubnetId=subnet)
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_security_group(GroupId=group)
    elb.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"])
    ec2.delete_security_group(GroupId=group)
    ec2.delete_subnet(SubnetId=subnet)


def test_subnet_and_group_of_running_tasks_stay(client: Any) -> None:
    ec2, subnet, group = _placed(client)
    ecs = client("ecs")
    ecs.create_cluster(clusterName="web")
    ecs.register_task_definition(
        family="web", containerDefinitions=[{"name": "web", "image": "web", "memory": 128}]
    )
    network = {"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}}
    ecs.create_service(
        cluster="web", serviceName="web", desiredCount=1, taskDefinition="web", networkConfiguration=network
    )
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_subnet(SubnetId=subnet)
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_security_group(GroupId=group)
    ecs.delete_service(cluster="web", service="web", force=True)
    ec2.delete_security_group(GroupId=group)
    ec2.delete_subnet(SubnetId=subnet)


def test_group_that_another_group_names_stays(client: Any) -> None:
    ec2, subnet, group = _placed(client)
    vpc = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"]
    other = ec2.create_security_group(GroupName="tasks", Description="tasks", VpcId=vpc)["GroupId"]
    permission = [
        {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": group}]}
    ]
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=permission)
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_security_group(GroupId=group)
    ec2.revoke_security_group_ingress(GroupId=other, IpPermissions=permission)
    ec2.delete_security_group(GroupId=group)


def test_network_acl_entry_keeps_type_and_code_of_icmp(client: Any) -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    rule = {
        "NetworkAclId": acl,
        "RuleNumber": 220,
        "Protocol": "1",
        "RuleAction": "allow",
        "Egress": False,
        "CidrBlock": "0.0.0.0/0",
    }
    ec2.create_network_acl_entry(**rule, IcmpTypeCode={"Type": 3, "Code": 4})

    def entry() -> Any:
        entries = ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]["Entries"]
        return next(one for one in entries if one["RuleNumber"] == 220 and not one["Egress"])

    assert entry()["IcmpTypeCode"] == {"Type": 3, "Code": 4}
    ec2.replace_network_acl_entry(**{**rule, "Protocol": "6"}, PortRange={"From": 80, "To": 80})
    assert "IcmpTypeCode" not in entry()
