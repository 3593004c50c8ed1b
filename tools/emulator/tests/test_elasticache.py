from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

GROUP = {
    "ReplicationGroupId": "web",
    "ReplicationGroupDescription": "Sessions",
    "CacheNodeType": "cache.t4g.small",
}


def _group(cache: Any) -> Any:
    return cache.describe_replication_groups(ReplicationGroupId="web")["ReplicationGroups"][0]


def test_replication_group_keeps_what_was_requested(client: Any) -> None:
    cache = client("elasticache")
    requested = {
        "AtRestEncryptionEnabled": True,
        "KmsKeyId": "key",
        "TransitEncryptionEnabled": True,
        "TransitEncryptionMode": "required",
        "SnapshotRetentionLimit": 7,
        "SnapshotWindow": "01:00-02:00",
        "AutoMinorVersionUpgrade": False,
    }
    created = cache.create_replication_group(
        **GROUP,
        **requested,
        AutomaticFailoverEnabled=True,
        MultiAZEnabled=True,
        NumCacheClusters=2,
        AuthToken="x" * 16,
    )
    group = _group(cache)
    assert created["ReplicationGroup"]["ARN"] == group["ARN"]
    assert {name: group[name] for name in requested} == requested
    assert (group["AuthTokenEnabled"], group["AutomaticFailover"], group["MultiAZ"]) == (
        True,
        "enabled",
        "enabled",
    )
    assert group["MemberClusters"] == ["web-001", "web-002"]
    roles = [node["CurrentRole"] for node in group["NodeGroups"][0]["NodeGroupMembers"]]
    assert roles == ["primary", "replica"]


def test_sharded_group_has_a_configuration_endpoint_and_members_per_shard(client: Any) -> None:
    cache = client("elasticache")
    cache.create_replication_group(**GROUP, NumNodeGroups=2, ReplicasPerNodeGroup=1, ClusterMode="enabled")
    group = _group(cache)
    assert group["MemberClusters"] == ["web-0001-001", "web-0001-002", "web-0002-001", "web-0002-002"]
    assert group["ClusterEnabled"] is True
    assert group["ConfigurationEndpoint"]["Address"].startswith("clustercfg.web.")
    cache.modify_replication_group_shard_configuration(
        ReplicationGroupId="web", NodeGroupCount=3, ApplyImmediately=True
    )
    assert len(_group(cache)["NodeGroups"]) == 3


def test_member_is_described_as_a_cluster_of_its_group(client: Any) -> None:
    cache = client("elasticache")
    cache.create_replication_group(
        **GROUP, EngineVersion="7.1", SecurityGroupIds=["sg-1"], CacheParameterGroupName="mine"
    )
    member = cache.describe_cache_clusters(CacheClusterId="web-001", ShowCacheNodeInfo=True)["CacheClusters"][
        0
    ]
    assert (member["ReplicationGroupId"], member["EngineVersion"]) == ("web", "7.1.0")
    assert member["CacheParameterGroup"]["CacheParameterGroupName"] == "mine"
    assert member["SecurityGroups"] == [{"SecurityGroupId": "sg-1", "Status": "active"}]
    alone = cache.describe_cache_clusters(ShowCacheClustersNotInReplicationGroups=True)["CacheClusters"]
    assert alone == []


def test_replicas_and_attributes_of_a_group_are_changed(client: Any) -> None:
    cache = client("elasticache")
    cache.create_replication_group(**GROUP, NumCacheClusters=1)
    cache.increase_replica_count(ReplicationGroupId="web", NewReplicaCount=2, ApplyImmediately=True)
    cache.modify_replication_group(
        ReplicationGroupId="web", SnapshotRetentionLimit=3, AutomaticFailoverEnabled=True
    )
    group = _group(cache)
    assert len(group["MemberClusters"]) == 3
    assert (group["SnapshotRetentionLimit"], group["AutomaticFailover"]) == (3, "enabled")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"AuthToken": "x" * 16}, "InvalidParameterCombination"),
        ({"AutomaticFailoverEnabled": True, "NumCacheClusters": 1}, "InvalidParameterValue"),
        ({"MultiAZEnabled": True, "NumCacheClusters": 2}, "InvalidParameterValue"),
    ],
)
def test_contradictory_settings_are_refused(client: Any, settings: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError) as raised:
        client("elasticache").create_replication_group(**GROUP, **settings)
    assert raised.value.response["Error"]["Code"] == code


def test_deleted_group_is_gone_and_its_final_snapshot_stays(client: Any) -> None:
    cache = client("elasticache")
    cache.create_replication_group(**GROUP)
    cache.delete_replication_group(ReplicationGroupId="web", FinalSnapshotIdentifier="last")
    with pytest.raises(ClientError) as raised:
        _group(cache)
    assert raised.value.response["Error"]["Code"] == "ReplicationGroupNotFoundFault"
    assert [snapshot["SnapshotName"] for snapshot in cache.describe_snapshots()["Snapshots"]] == ["last"]


def test_cluster_is_created_changed_and_gone_after_deletion(client: Any) -> None:
    cache = client("elasticache")
    cache.create_cache_cluster(
        CacheClusterId="one",
        Engine="redis",
        CacheNodeType="cache.t3.micro",
        SecurityGroupIds=["sg-1"],
        Port=6380,
    )
    cache.modify_cache_cluster(CacheClusterId="one", SnapshotRetentionLimit=5)
    cluster = cache.describe_cache_clusters(CacheClusterId="one", ShowCacheNodeInfo=True)["CacheClusters"][0]
    assert cluster["SnapshotRetentionLimit"] == 5
    assert cluster["SecurityGroups"] == [{"SecurityGroupId": "sg-1", "Status": "active"}]
    assert [node["Endpoint"]["Port"] for node in cluster["CacheNodes"]] == [6380]
    cache.delete_cache_cluster(CacheClusterId="one")
    with pytest.raises(ClientError) as raised:
        cache.describe_cache_clusters(CacheClusterId="one")
    assert raised.value.response["Error"]["Code"] == "CacheClusterNotFound"


def test_memcached_cluster_spreads_its_nodes(client: Any) -> None:
    cache = client("elasticache")
    cache.create_cache_cluster(
        CacheClusterId="many",
        Engine="memcached",
        CacheNodeType="cache.t3.micro",
        NumCacheNodes=2,
        AZMode="cross-az",
    )
    cluster = cache.describe_cache_clusters(CacheClusterId="many", ShowCacheNodeInfo=True)["CacheClusters"][0]
    assert [node["CustomerAvailabilityZone"] for node in cluster["CacheNodes"]] == [
        "us-east-1a",
        "us-east-1b",
    ]
    assert cluster["PreferredAvailabilityZone"] == "Multiple"
    assert cluster["ConfigurationEndpoint"]["Port"] == 11211


def test_parameter_group_lives_from_creation_to_deletion(client: Any) -> None:
    cache = client("elasticache")
    name = {"CacheParameterGroupName": "web"}
    cache.create_cache_parameter_group(
        **name, CacheParameterGroupFamily="redis7", Description="x", Tags=[{"Key": "Stage", "Value": "dev"}]
    )
    parameters = [
        {"ParameterName": "timeout", "ParameterValue": "60"},
        {"ParameterName": "databases", "ParameterValue": "1"},
    ]
    cache.modify_cache_parameter_group(**name, ParameterNameValues=parameters)
    cache.reset_cache_parameter_group(**name, ParameterNameValues=[{"ParameterName": "databases"}])
    shown = cache.describe_cache_parameters(**name)["Parameters"]
    assert [(one["ParameterName"], one["ParameterValue"]) for one in shown] == [("timeout", "60")]
    group = cache.describe_cache_parameter_groups(**name)["CacheParameterGroups"][0]
    assert cache.list_tags_for_resource(ResourceName=group["ARN"])["TagList"] == [
        {"Key": "Stage", "Value": "dev"}
    ]
    cache.delete_cache_parameter_group(**name)
    with pytest.raises(ClientError, match="CacheParameterGroupNotFound"):
        cache.describe_cache_parameter_groups(**name)


def test_subnet_group_is_deleted_unless_it_is_used(client: Any) -> None:
    ec2, cache = client("ec2"), client("elasticache")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    name = {"CacheSubnetGroupName": "web"}
    cache.create_cache_subnet_group(**name, CacheSubnetGroupDescription="x", SubnetIds=[subnet])
    cache.create_replication_group(**GROUP, **name)
    with pytest.raises(ClientError, match="CacheSubnetGroupInUse"):
        cache.delete_cache_subnet_group(**name)
    cache.delete_replication_group(ReplicationGroupId="web")
    cache.delete_cache_subnet_group(**name)
    with pytest.raises(ClientError, match="CacheSubnetGroupNotFound"):
        cache.describe_cache_subnet_groups(**name)


def _user(cache: Any, identifier: str, name: str) -> None:
    cache.create_user(
        UserId=identifier,
        UserName=name,
        Engine="redis",
        AccessString="on ~* +@all",
        AuthenticationMode={"Type": "iam"},
    )


def test_user_group_has_members_that_know_it(client: Any) -> None:
    cache = client("elasticache")
    _user(cache, "nobody", "default")
    _user(cache, "app", "app")
    with pytest.raises(ClientError, match="DefaultUserRequired"):
        cache.create_user_group(UserGroupId="web", Engine="redis", UserIds=["app"])
    cache.create_user_group(UserGroupId="web", Engine="redis", UserIds=["nobody"])
    cache.modify_user_group(UserGroupId="web", UserIdsToAdd=["app"])
    cache.create_replication_group(**GROUP, UserGroupIds=["web"], TransitEncryptionEnabled=True)

    group = cache.describe_user_groups(UserGroupId="web")["UserGroups"][0]
    assert (group["UserIds"], group["ReplicationGroups"]) == (["nobody", "app"], ["web"])
    assert cache.describe_users(UserId="app")["Users"][0]["UserGroupIds"] == ["web"]
    cache.delete_user_group(UserGroupId="web")
    with pytest.raises(ClientError, match="UserGroupNotFound"):
        cache.describe_user_groups(UserGroupId="web")


def test_user_is_modified(client: Any) -> None:
    cache = client("elasticache")
    _user(cache, "app", "app")
    cache.modify_user(
        UserId="app", AccessString="off -@all", AuthenticationMode={"Type": "no-password-required"}
    )
    user = cache.describe_users(UserId="app")["Users"][0]
    assert (user["AccessString"], user["Authentication"]["Type"]) == ("off -@all", "no-password")
