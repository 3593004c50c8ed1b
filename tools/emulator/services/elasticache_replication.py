"""ElastiCache replication groups, with cluster mode disabled or enabled."""

from __future__ import annotations

from dataclasses import dataclass

from ..overlay import Answer, AwsError, Call, Params, now, operation
from .elasticache import DEFAULT_PORTS, GROUPS, SERVICE, domain, keep_final_snapshot, log_delivery

_DEFAULTS: Params = {
    "Engine": "redis",
    "AutoMinorVersionUpgrade": True,
    "TransitEncryptionEnabled": False,
    "AtRestEncryptionEnabled": False,
    "SnapshotRetentionLimit": 0,
    "SnapshotWindow": "03:00-04:00",
    "NetworkType": "ipv4",
    "IpDiscovery": "ipv4",
}
_SHOWN = (*_DEFAULTS, "CacheNodeType", "KmsKeyId", "TransitEncryptionMode", "UserGroupIds")


@dataclass(frozen=True)
class Member:
    """One node of a replication group: a cluster of its own, in a shard."""

    name: str
    shard: str
    primary: bool
    zone: str


def _clustered(group: Params) -> bool:
    """Cluster mode: asked for, or implied by more than one shard."""
    return group.get("ClusterMode") == "enabled" or _shards(group) > 1


def _shards(group: Params) -> int:
    return int(group.get("NumNodeGroups") or len(group.get("NodeGroupConfiguration", [])) or 1)


def _nodes_per_shard(group: Params) -> int:
    if "ReplicasPerNodeGroup" in group:
        return int(group["ReplicasPerNodeGroup"]) + 1
    return 1 if _clustered(group) else int(group.get("NumCacheClusters", 1))


def members(call: Call, group: Params) -> list[Member]:
    """The nodes, named as AWS names them: `<id>-001`, or `<id>-0001-001` in cluster mode."""
    requested = group.get("PreferredCacheClusterAZs") or [call.region + letter for letter in "abc"]
    found = []
    for shard in range(1, _shards(group) + 1):
        for node in range(1, _nodes_per_shard(group) + 1):
            part = f"{shard:04d}-{node:03d}" if _clustered(group) else f"{node:03d}"
            zone = requested[(node - 1) % len(requested)]
            found.append(Member(f"{group['ReplicationGroupId']}-{part}", f"{shard:04d}", node == 1, zone))
    return found


def member_settings(group: Params, member: Member) -> Params:
    """What a member has of its group, as the settings of a cluster."""
    return {**group, "NumCacheNodes": 1, "PreferredAvailabilityZone": member.zone}


def _group(call: Call) -> Params:
    name = call.params["ReplicationGroupId"]
    if name not in call.store(GROUPS):
        raise AwsError("ReplicationGroupNotFoundFault", f"ReplicationGroup {name} not found.", 404)
    group: Params = call.store(GROUPS)[name]
    return group


def _validate(group: Params) -> None:
    if group.get("AuthToken") and not group.get("TransitEncryptionEnabled"):
        raise AwsError(
            "InvalidParameterCombination", "The AUTH token requires encryption in transit to be enabled."
        )
    if group.get("AutomaticFailoverEnabled") and not _clustered(group) and _nodes_per_shard(group) < 2:
        raise AwsError("InvalidParameterValue", "Automatic failover requires at least two cache clusters.")
    if group.get("MultiAZEnabled") and not group.get("AutomaticFailoverEnabled"):
        raise AwsError("InvalidParameterValue", "Must specify automatic failover to enable Multi-AZ.")


@operation(SERVICE, "CreateReplicationGroup")
def create(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html"""
    name = call.params["ReplicationGroupId"]
    if name in call.store(GROUPS):
        raise AwsError("ReplicationGroupAlreadyExists", f"Replication group {name} already exists.")
    group = {**_DEFAULTS, **call.params, "created": now()}
    _validate(group)
    call.store(GROUPS)[name] = group
    shown = _describe(call, group)
    call.set_tags(shown["ARN"], call.params.get("Tags"))
    return {"ReplicationGroup": shown}


@operation(SERVICE, "DescribeReplicationGroups")
def describe(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeReplicationGroups.html"""
    groups = [_group(call)] if "ReplicationGroupId" in call.params else call.store(GROUPS).values()
    return {"ReplicationGroups": [_describe(call, group) for group in groups]}


@operation(SERVICE, "ModifyReplicationGroup")
def modify(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html"""
    group = _group(call)
    changed = {**group, **call.params}
    removed = call.params.get("UserGroupIdsToRemove", [])
    users = [*group.get("UserGroupIds", []), *call.params.get("UserGroupIdsToAdd", [])]
    changed["UserGroupIds"] = [user_group for user_group in users if user_group not in removed]
    _validate(changed)
    group.update(changed)
    return {"ReplicationGroup": _describe(call, group)}


@operation(SERVICE, "IncreaseReplicaCount", "DecreaseReplicaCount")
def change_replicas(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_IncreaseReplicaCount.html"""
    group = _group(call)
    changed = {**group, "ReplicasPerNodeGroup": call.params["NewReplicaCount"]}
    _validate(changed)
    group.update(changed)
    return {"ReplicationGroup": _describe(call, group)}


@operation(SERVICE, "ModifyReplicationGroupShardConfiguration")
def change_shards(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroupShardConfiguration.html"""
    group = _group(call)
    group.pop("NodeGroupConfiguration", None)
    group["NumNodeGroups"] = call.params["NodeGroupCount"]
    return {"ReplicationGroup": _describe(call, group)}


@operation(SERVICE, "DeleteReplicationGroup")
def delete(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteReplicationGroup.html"""
    group = _group(call)
    keep_final_snapshot(
        call, {"replication_group_id": group["ReplicationGroupId"], "engine": group["Engine"]}
    )
    del call.store(GROUPS)[group["ReplicationGroupId"]]
    shown = _describe(call, group)
    return {"ReplicationGroup": {**shown, "Status": "deleting"}}


def _describe(call: Call, group: Params) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ReplicationGroup.html"""
    name, clustered, nodes = group["ReplicationGroupId"], _clustered(group), members(call, group)
    port = group.get("Port", DEFAULT_PORTS[group["Engine"]])
    host = domain(call, name)
    shown = {field: group[field] for field in _SHOWN if field in group}
    shown.update(
        ReplicationGroupId=name,
        Description=group["ReplicationGroupDescription"],
        Status="available",
        PendingModifiedValues={},
        ARN=call.arn(SERVICE, f"replicationgroup:{name}"),
        ReplicationGroupCreateTime=group["created"],
        MemberClusters=[node.name for node in nodes],
        AutomaticFailover="enabled" if group.get("AutomaticFailoverEnabled") else "disabled",
        MultiAZ="enabled" if group.get("MultiAZEnabled") else "disabled",
        ClusterEnabled=clustered,
        ClusterMode=group.get("ClusterMode", "enabled" if clustered else "disabled"),
        AuthTokenEnabled=bool(group.get("AuthToken")),
        DataTiering="enabled" if group.get("DataTieringEnabled") else "disabled",
        LogDeliveryConfigurations=log_delivery(group),
        NodeGroups=[
            _shard(f"{number:04d}", nodes, clustered, host, port) for number in range(1, _shards(group) + 1)
        ],
    )
    if clustered:
        shown["ConfigurationEndpoint"] = {"Address": f"clustercfg.{host}", "Port": port}
    return shown


def _shard(number: str, nodes: list[Member], clustered: bool, host: str, port: int) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_NodeGroup.html"""
    shard: Answer = {"NodeGroupId": number, "Status": "available", "NodeGroupMembers": []}
    for node in nodes:
        if node.shard != number:
            continue
        member: Answer = {
            "CacheClusterId": node.name,
            "CacheNodeId": "0001",
            "PreferredAvailabilityZone": node.zone,
        }
        if not clustered:
            member["CurrentRole"] = "primary" if node.primary else "replica"
            member["ReadEndpoint"] = {"Address": f"{node.name}.{host}", "Port": port}
        shard["NodeGroupMembers"].append(member)
    if not clustered:
        shard["PrimaryEndpoint"] = {"Address": f"master.{host}", "Port": port}
        shard["ReaderEndpoint"] = {"Address": f"replica.{host}", "Port": port}
    return shard
