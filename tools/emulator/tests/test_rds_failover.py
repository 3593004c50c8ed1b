from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

CLUSTER = {
    "Engine": "aurora-postgresql",
    "DBClusterIdentifier": "main",
    "MasterUsername": "app",
    "MasterUserPassword": "not-a-secret-here",
}
WORLD = {"GlobalClusterIdentifier": "world"}


def _world(client: Any) -> tuple[Any, Any]:
    rds, west = client("rds"), client("rds", "us-west-2")
    rds.create_db_cluster(**CLUSTER)
    arn = rds.describe_db_clusters()["DBClusters"][0]["DBClusterArn"]
    rds.create_global_cluster(**WORLD, SourceDBClusterIdentifier=arn)
    west.create_db_cluster(Engine="aurora-postgresql", DBClusterIdentifier="west", **WORLD)
    return rds, west


def _writer(rds: Any) -> str:
    [found] = rds.describe_global_clusters(**WORLD)["GlobalClusters"]
    [writer] = [one["DBClusterArn"] for one in found["GlobalClusterMembers"] if one["IsWriter"]]
    return str(writer)


def _arn(rds: Any) -> str:
    return str(rds.describe_db_clusters()["DBClusters"][0]["DBClusterArn"])


@pytest.mark.parametrize(
    "promote",
    [
        lambda rds, target: rds.switchover_global_cluster(**WORLD, TargetDbClusterIdentifier=target),
        lambda rds, target: rds.failover_global_cluster(
            **WORLD, TargetDbClusterIdentifier=target, AllowDataLoss=True
        ),
    ],
    ids=["switchover", "failover"],
)
def test_another_cluster_takes_writes(client: Any, promote: Any) -> None:
    rds, west = _world(client)
    east_arn, west_arn = _arn(rds), _arn(west)
    assert _writer(west) == east_arn
    assert west.describe_db_clusters()["DBClusters"][0]["ReplicationSourceIdentifier"] == east_arn

    members = promote(west, west_arn)["GlobalCluster"]["GlobalClusterMembers"]

    assert {one["DBClusterArn"]: one["IsWriter"] for one in members} == {east_arn: False, west_arn: True}
    assert _writer(rds) == west_arn
    assert rds.describe_db_clusters()["DBClusters"][0]["ReplicationSourceIdentifier"] == west_arn
    assert not west.describe_db_clusters()["DBClusters"][0].get("ReplicationSourceIdentifier")


def test_what_takes_writes_already_or_is_no_member_is_not_promoted(client: Any) -> None:
    rds, _ = _world(client)
    stranger = _arn(rds).replace(":main", ":other")
    for target, code in ((_arn(rds), "InvalidDBClusterStateFault"), (stranger, "DBClusterNotFoundFault")):
        with pytest.raises(ClientError) as refused:
            rds.switchover_global_cluster(**WORLD, TargetDbClusterIdentifier=target)
        assert refused.value.response["Error"]["Code"] == code


def test_promoted_replica_and_its_source_forget_each_other(client: Any) -> None:
    rds, west = client("rds"), client("rds", "us-west-2")
    rds.create_db_instance(
        DBInstanceIdentifier="main",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="app",
        MasterUserPassword="not-a-secret-here",
    )
    arn = rds.describe_db_instances()["DBInstances"][0]["DBInstanceArn"]
    west.create_db_instance_read_replica(DBInstanceIdentifier="main", SourceDBInstanceIdentifier=arn)
    [source], [replica] = (one.describe_db_instances()["DBInstances"] for one in (rds, west))
    assert replica["ReadReplicaSourceDBInstanceIdentifier"] == arn
    assert replica["ReadReplicaDBInstanceIdentifiers"] == []
    assert replica["InstanceCreateTime"] > source["InstanceCreateTime"]

    west.promote_read_replica(DBInstanceIdentifier="main")

    assert not west.describe_db_instances()["DBInstances"][0].get("ReadReplicaSourceDBInstanceIdentifier")
    assert rds.describe_db_instances()["DBInstances"][0]["ReadReplicaDBInstanceIdentifiers"] == []
    with pytest.raises(ClientError) as refused:
        west.promote_read_replica(DBInstanceIdentifier="main")
    assert refused.value.response["Error"]["Code"] == "InvalidDBInstanceState"
