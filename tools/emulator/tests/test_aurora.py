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


def _cluster(rds: Any) -> Any:
    return rds.describe_db_clusters(DBClusterIdentifier="main")["DBClusters"][0]


def test_cluster_keeps_monitoring_and_shows_no_serverless_v1_scaling(client: Any) -> None:
    rds = client("rds")
    scaling = {"MinCapacity": 0.5, "MaxCapacity": 4.0}
    rds.create_db_cluster(
        **CLUSTER, MonitoringInterval=60, MonitoringRoleArn="role", ServerlessV2ScalingConfiguration=scaling
    )
    cluster = _cluster(rds)
    assert (cluster["MonitoringInterval"], cluster["MonitoringRoleArn"]) == (60, "role")
    assert cluster["ServerlessV2ScalingConfiguration"] == scaling
    assert "ScalingConfigurationInfo" not in cluster
    rds.modify_db_cluster(DBClusterIdentifier="main", MonitoringInterval=0)
    assert _cluster(rds)["MonitoringInterval"] == 0


def test_global_cluster_has_tags(client: Any) -> None:
    rds = client("rds")
    arn = rds.create_global_cluster(
        GlobalClusterIdentifier="world", Engine="aurora-postgresql", Tags=[{"Key": "Stage", "Value": "dev"}]
    )["GlobalCluster"]["GlobalClusterArn"]
    rds.add_tags_to_resource(ResourceName=arn, Tags=[{"Key": "Team", "Value": "web"}])
    rds.remove_tags_from_resource(ResourceName=arn, TagKeys=["Stage"])
    tags = [{"Key": "Team", "Value": "web"}]
    assert rds.list_tags_for_resource(ResourceName=arn)["TagList"] == tags
    assert rds.describe_global_clusters()["GlobalClusters"][0]["TagList"] == tags


def test_global_cluster_is_deleted_once_its_protection_is_off(client: Any) -> None:
    rds = client("rds")
    world = {"GlobalClusterIdentifier": "world"}
    tags = [{"Key": "Stage", "Value": "dev"}]
    rds.create_global_cluster(**world, Engine="aurora-postgresql", DeletionProtection=True, Tags=tags)
    with pytest.raises(ClientError) as refused:
        rds.delete_global_cluster(**world)
    assert refused.value.response["Error"]["Code"] == "InvalidGlobalClusterStateFault"

    modified = rds.modify_global_cluster(**world, DeletionProtection=False)["GlobalCluster"]

    assert (modified["DeletionProtection"], modified["TagList"]) == (False, tags)
    rds.delete_global_cluster(**world)
    assert rds.describe_global_clusters()["GlobalClusters"] == []
    with pytest.raises(ClientError) as missing:
        rds.modify_global_cluster(**world, DeletionProtection=True)
    assert missing.value.response["Error"]["Code"] == "GlobalClusterNotFoundFault"


def test_global_cluster_is_seen_and_left_from_every_region(client: Any) -> None:
    rds, west = client("rds"), client("rds", "us-west-2")
    world = {"GlobalClusterIdentifier": "world"}
    rds.create_global_cluster(**world, Engine="aurora-postgresql")
    for regional, name in ((rds, "main"), (west, "copy")):
        regional.create_db_cluster(**{**CLUSTER, **world, "DBClusterIdentifier": name})
    assert [one["GlobalClusterIdentifier"] for one in west.describe_global_clusters()["GlobalClusters"]] == [
        "world"
    ]

    arn = west.describe_db_clusters(DBClusterIdentifier="copy")["DBClusters"][0]["DBClusterArn"]
    west.remove_from_global_cluster(**world, DbClusterIdentifier=arn)
    members = rds.describe_global_clusters()["GlobalClusters"][0]["GlobalClusterMembers"]
    assert [member["DBClusterArn"].rpartition(":")[2] for member in members] == ["main"]
    rds.remove_from_global_cluster(**world, DbClusterIdentifier=members[0]["DBClusterArn"])
    rds.delete_global_cluster(**world)
    assert west.describe_global_clusters()["GlobalClusters"] == []


def test_automated_snapshots_go_with_their_cluster_and_the_final_one_stays(client: Any) -> None:
    rds = client("rds")
    rds.create_db_cluster(**CLUSTER)
    rds.create_db_cluster(**{**CLUSTER, "DBClusterIdentifier": "other"})
    automated = rds.describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]
    assert {one["DBClusterIdentifier"] for one in automated} == {"main", "other"}

    rds.delete_db_cluster(DBClusterIdentifier="main", FinalDBSnapshotIdentifier="last")
    left = rds.describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]
    assert [one["DBClusterIdentifier"] for one in left] == ["other"]
    manual = rds.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]
    assert [one["DBClusterSnapshotIdentifier"] for one in manual] == ["last"]
