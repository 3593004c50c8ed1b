from __future__ import annotations

from typing import Any


def test_load_balancer_is_active_in_its_first_description(client: Any) -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{i}.0/24", AvailabilityZone=f"us-east-1{zone}")[
            "Subnet"
        ]["SubnetId"]
        for i, zone in enumerate("ab")
    ]
    elb = client("elbv2")
    created = elb.create_load_balancer(Name="web", Subnets=subnets)["LoadBalancers"][0]
    assert created["State"]["Code"] == "active"
    described = elb.describe_load_balancers(LoadBalancerArns=[created["LoadBalancerArn"]])["LoadBalancers"][0]
    assert described["State"]["Code"] == "active"
