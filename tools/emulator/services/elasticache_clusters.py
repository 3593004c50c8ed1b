"""ElastiCache clusters: those of their own, and the members of replication groups."""

from __future__ import annotations

from ..overlay import Answer, AwsError, Call, Params, now, operation
from .elasticache import (
    CLUSTERS,
    DEFAULT_PORTS,
    GROUPS,
    SERVICE,
    domain,
    full_version,
    keep_final_snapshot,
    log_delivery,
    parameter_group,
)
from .elasticache_replication import member_settings, members

_DEFAULTS: Params = {
    "NumCacheNodes": 1,
    "AutoMinorVersionUpgrade": True,
    "PreferredMaintenanceWindow": "sun:05:00-sun:06:00",
    "SnapshotRetentionLimit": 0,
    "SnapshotWindow": "03:00-04:00",
    "TransitEncryptionEnabled": False,
    "AtRestEncryptionEnabled": False,
    "NetworkType": "ipv4",
    "IpDiscovery": "ipv4",
}
_SHOWN = (
    "CacheNodeType",
    "NumCacheNodes",
    "CacheSubnetGroupName",
    "ReplicationGroupId",
    "TransitEncryptionMode",
)


def _not_found(name: str) -> AwsError:
    return AwsError("CacheClusterNotFound", f"CacheCluster not found: {name}", 404)


@operation(SERVICE, "CreateCacheCluster")
def create(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html"""
    name = call.params["CacheClusterId"]
    if name in call.store(CLUSTERS):
        raise AwsError("CacheClusterAlreadyExists", f"CacheCluster already exists: {name}")
    settings = {"Engine": "redis", **call.params, "created": now()}
    if settings["Engine"] != "memcached" and settings.get("NumCacheNodes", 1) != 1:
        raise AwsError("InvalidParameterValue", "NumCacheNodes should be 1 if engine is redis")
    call.store(CLUSTERS)[name] = settings
    shown = describe_one(call, name, settings)
    call.set_tags(shown["ARN"], call.params.get("Tags"))
    return {"CacheCluster": shown}


@operation(SERVICE, "DescribeCacheClusters")
def describe(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeCacheClusters.html"""
    known: dict[str, Params] = dict(call.store(CLUSTERS))
    if not call.params.get("ShowCacheClustersNotInReplicationGroups"):
        for group in call.store(GROUPS).values():
            known.update({member.name: member_settings(group, member) for member in members(call, group)})
    wanted = call.params.get("CacheClusterId")
    if wanted and wanted not in known:
        raise _not_found(wanted)
    names = [wanted] if wanted else sorted(known)
    return {"CacheClusters": [describe_one(call, name, known[name]) for name in names]}


@operation(SERVICE, "ModifyCacheCluster")
def modify(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyCacheCluster.html"""
    name = call.params["CacheClusterId"]
    if name not in call.store(CLUSTERS):
        raise _not_found(name)
    settings = call.remember(CLUSTERS, name, call.params)
    return {"CacheCluster": describe_one(call, name, settings)}


@operation(SERVICE, "DeleteCacheCluster")
def delete(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteCacheCluster.html"""
    name = call.params["CacheClusterId"]
    if name not in call.store(CLUSTERS):
        raise _not_found(name)
    settings = call.store(CLUSTERS).pop(name)
    keep_final_snapshot(call, {"cache_cluster_id": name, "engine": settings["Engine"]})
    shown = describe_one(call, name, settings)
    return {"CacheCluster": {**shown, "CacheClusterStatus": "deleting"}}


def describe_one(call: Call, name: str, settings: Params) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CacheCluster.html"""
    complete = {**_DEFAULTS, **settings}
    engine = complete["Engine"]
    version = full_version(engine, complete.get("EngineVersion"))
    port = complete.get("Port", DEFAULT_PORTS[engine])
    host = domain(call, complete.get("ReplicationGroupId", name))
    zones = _zones(call, complete)
    shown = {field: complete[field] for field in (*_DEFAULTS, *_SHOWN) if field in complete}
    shown.update(
        CacheClusterId=name,
        CacheClusterStatus="available",
        CacheClusterCreateTime=complete["created"],
        ARN=call.arn(SERVICE, f"cluster:{name}"),
        Engine=engine,
        EngineVersion=version,
        PreferredAvailabilityZone="Multiple" if len(set(zones)) > 1 else zones[0],
        CacheParameterGroup=parameter_group(complete, engine, version),
        SecurityGroups=[
            {"SecurityGroupId": group, "Status": "active"} for group in complete.get("SecurityGroupIds", [])
        ],
        AuthTokenEnabled=bool(complete.get("AuthToken")),
        LogDeliveryConfigurations=log_delivery(complete),
        CacheNodes=[
            {
                "CacheNodeId": f"{number:04d}",
                "CacheNodeStatus": "available",
                "ParameterGroupStatus": "in-sync",
                "CustomerAvailabilityZone": zone,
                "Endpoint": {"Address": f"{name}.{number:04d}.{host}", "Port": port},
            }
            for number, zone in enumerate(zones, start=1)
        ],
    )
    if engine == "memcached":
        shown["ConfigurationEndpoint"] = {"Address": host.replace(".", ".cfg.", 1), "Port": port}
    if complete.get("NotificationTopicArn"):
        shown["NotificationConfiguration"] = {
            "TopicArn": complete["NotificationTopicArn"],
            "TopicStatus": "active",
        }
    return shown


def _zones(call: Call, settings: Params) -> list[str]:
    """The availability zone of each node."""
    requested = settings.get("PreferredAvailabilityZones") or []
    count = settings["NumCacheNodes"]
    if requested:
        return [requested[index % len(requested)] for index in range(count)]
    if settings.get("AZMode") == "cross-az":
        return [call.region + "abc"[index % 3] for index in range(count)]
    return [settings.get("PreferredAvailabilityZone", f"{call.region}a")] * count
