from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def subnets(client: Any) -> list[str]:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")["Subnet"]["SubnetId"]
        for number in (1, 2)
    ]


@pytest.fixture
def rds(client: Any, subnets: list[str]) -> Any:
    rds = client("rds")
    rds.create_db_proxy(
        DBProxyName="pool",
        EngineFamily="POSTGRESQL",
        Auth=[{"AuthScheme": "SECRETS", "SecretArn": "secret"}],
        RoleArn="arn:aws:iam::123456789012:role/proxy",
        VpcSubnetIds=subnets,
    )
    return rds


def test_endpoint_for_reads(rds: Any, subnets: list[str]) -> None:
    created = rds.create_db_proxy_endpoint(
        DBProxyName="pool",
        DBProxyEndpointName="reads",
        VpcSubnetIds=subnets,
        VpcSecurityGroupIds=["sg-1"],
        TargetRole="READ_ONLY",
        Tags=[{"Key": "Name", "Value": "reads"}],
    )["DBProxyEndpoint"]
    assert created["Status"] == "available"
    assert created["TargetRole"] == "READ_ONLY"
    arn = created["DBProxyEndpointArn"]
    assert rds.list_tags_for_resource(ResourceName=arn)["TagList"] == [{"Key": "Name", "Value": "reads"}]
    rds.modify_db_proxy_endpoint(DBProxyEndpointName="reads", VpcSecurityGroupIds=["sg-2"])
    shown = rds.describe_db_proxy_endpoints(DBProxyEndpointName="reads")["DBProxyEndpoints"]
    assert [one["VpcSecurityGroupIds"] for one in shown] == [["sg-2"]]
    assert len(rds.describe_db_proxy_endpoints(DBProxyName="pool")["DBProxyEndpoints"]) == 1
    rds.delete_db_proxy_endpoint(DBProxyEndpointName="reads")
    with pytest.raises(ClientError, match="DBProxyEndpointNotFoundFault"):
        rds.describe_db_proxy_endpoints(DBProxyEndpointName="reads")


def test_endpoint_needs_its_proxy(client: Any, subnets: list[str]) -> None:
    with pytest.raises(ClientError, match="DBProxyNotFoundFault"):
        client("rds").create_db_proxy_endpoint(
            DBProxyName="none", DBProxyEndpointName="reads", VpcSubnetIds=subnets
        )


def test_target_is_registered_once(rds: Any) -> None:
    rds.create_db_cluster(
        DBClusterIdentifier="data",
        Engine="aurora-postgresql",
        MasterUsername="app",
        MasterUserPassword="not-a-secret-here",
    )
    for _ in range(2):
        rds.register_db_proxy_targets(DBProxyName="pool", DBClusterIdentifiers=["data"])
    targets = rds.describe_db_proxy_targets(DBProxyName="pool")["Targets"]
    assert [target["RdsResourceId"] for target in targets] == ["data"]


def test_query_that_begins_a_session(rds: Any) -> None:
    rds.modify_db_proxy_target_group(
        DBProxyName="pool",
        TargetGroupName="default",
        ConnectionPoolConfig={"MaxConnectionsPercent": 90, "InitQuery": "SET x = 1"},
    )
    [group] = rds.describe_db_proxy_target_groups(DBProxyName="pool")["TargetGroups"]
    assert group["ConnectionPoolConfig"]["InitQuery"] == "SET x = 1"
    assert group["ConnectionPoolConfig"]["MaxConnectionsPercent"] == 90
    rds.modify_db_proxy_target_group(
        DBProxyName="pool", TargetGroupName="default", ConnectionPoolConfig={"MaxConnectionsPercent": 80}
    )
    [group] = rds.describe_db_proxy_target_groups(DBProxyName="pool")["TargetGroups"]
    assert group["ConnectionPoolConfig"]["InitQuery"] == "SET x = 1"
