"""ElastiCache: what its resources share (tags, versions, endpoints), and subnet groups that can be deleted.

moto's clusters and replication groups lose half of what they are created with, cannot be modified and stay
"deleting" for ever, so both are the overlay's own (`elasticache_clusters`, `elasticache_replication`).
"""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Iterator
from typing import Any

from moto.elasticache.models import Snapshot, elasticache_backends

from ..overlay import Answer, AwsError, Call, Params, operation
from ..tagging import TagOperations

SERVICE = "elasticache"
CLUSTERS = "clusters"
GROUPS = "replication_groups"
DEFAULT_VERSIONS = {"redis": "7.1.0", "valkey": "8.0.1", "memcached": "1.6.22"}
DEFAULT_PORTS = {"redis": 6379, "valkey": 6379, "memcached": 11211}
_WITH_MOTO = (":snapshot:", ":subnetgroup:", ":user:")

# moto refuses the ARNs of parameter groups and user groups:
# https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ListTagsForResource.html
# https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_AddTagsToResource.html
# https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_RemoveTagsFromResource.html
TagOperations(
    SERVICE,
    arn="ResourceName",
    listed="TagList",
    tag_operation="AddTagsToResource",
    untag_operation="RemoveTagsFromResource",
    mine=lambda arn: not any(kind in arn for kind in _WITH_MOTO),
).register()


def full_version(engine: str, requested: str | None) -> str:
    """The version that runs: AWS chooses the patch of `7.1`, and a default where none is requested."""
    if not requested:
        return DEFAULT_VERSIONS[engine]
    if requested == "6.x":
        return "6.2.6"
    return requested if requested.count(".") == 2 else f"{requested}.0"


def domain(call: Call, name: str) -> str:
    """The domain of a cluster's endpoints, such as `web.a1b2c3.use1.cache.amazonaws.com`."""
    area, direction, number = call.region.rsplit("-", 2)
    suffix = f"{zlib.crc32(f'{call.account}/{name}'.encode()):08x}"[:6]
    return f"{name}.{suffix}.{area}{direction[0]}{number}.cache.amazonaws.com"


def parameter_group(settings: Params, engine: str, version: str) -> Answer:
    major = version.partition(".")[0]
    default = (
        f"default.memcached{version.rpartition('.')[0]}"
        if engine == "memcached"
        else f"default.{engine}{major}"
    )
    return {
        "CacheParameterGroupName": settings.get("CacheParameterGroupName", default),
        "ParameterApplyStatus": "in-sync",
        "CacheNodeIdsToReboot": [],
    }


def log_delivery(settings: Params) -> list[Answer]:
    """Log destinations as they are shown: without those that are switched off."""
    return [
        {**{name: value for name, value in one.items() if name != "Enabled"}, "Status": "active"}
        for one in settings.get("LogDeliveryConfigurations", [])
        if one.get("Enabled", True)
    ]


def keep_final_snapshot(call: Call, fields: Params) -> None:
    """A final snapshot outlives what it was taken of, and is moto's to describe and delete.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteReplicationGroup.html
    """
    name = call.params.get("FinalSnapshotIdentifier")
    if not name:
        return
    unset: dict[str, Any] = dict.fromkeys(list(inspect.signature(Snapshot.__init__).parameters)[1:])
    values = {**unset, **fields, "snapshot_name": name, "snapshot_status": "available"}
    values.update(account_id=call.account, region_name=call.region)
    elasticache_backends[call.account][call.region].snapshots[name] = Snapshot(**values)


def _users_of(call: Call, subnet_group: str) -> Iterator[str]:
    for kind in (CLUSTERS, GROUPS):
        for name, settings in call.store(kind).items():
            if settings.get("CacheSubnetGroupName") == subnet_group:
                yield name


@operation(SERVICE, "DeleteCacheSubnetGroup")
def delete_subnet_group(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteCacheSubnetGroup.html"""
    name = call.params["CacheSubnetGroupName"]
    groups = elasticache_backends[call.account][call.region].cache_subnet_groups
    if name not in groups:
        raise AwsError("CacheSubnetGroupNotFoundFault", f"Cache subnet group {name} not found")
    users = sorted(_users_of(call, name))
    if users:
        raise AwsError("CacheSubnetGroupInUse", f"Cache subnet group {name} is used by {', '.join(users)}")
    del groups[name]
    return {}
