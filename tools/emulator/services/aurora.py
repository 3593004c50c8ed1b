"""Aurora: attributes of clusters that moto forgets, global clusters that are seen and changed everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from moto.rds.models import GlobalCluster, RDSBackend, rds_backends

from ..overlay import TO_MOTO, Answer, AwsError, Call, ToMoto, amend, operation
from ..patching import patch
from ..tagging import TagOperations, as_list

_KEPT = ("DatabaseInsightsMode", "MonitoringInterval", "MonitoringRoleArn")

# moto tags every RDS resource but global clusters and the endpoints of proxies:
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ListTagsForResource.html
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AddTagsToResource.html
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RemoveTagsFromResource.html
TagOperations(
    "rds",
    arn="ResourceName",
    listed="TagList",
    tag_operation="AddTagsToResource",
    untag_operation="RemoveTagsFromResource",
    mine=lambda arn: ":global-cluster:" in arn or ":db-proxy-endpoint:" in arn,
).register()


@amend("rds", "CreateDBCluster", "ModifyDBCluster")
def keep_cluster(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html"""
    call.remember("clusters", call.params["DBClusterIdentifier"].lower(), call.params)
    _complete(call, answer["DBCluster"])


@amend("rds", "DescribeDBClusters")
def show_clusters(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html"""
    for cluster in answer.get("DBClusters", []):
        _complete(call, cluster)


@amend("rds", "DeleteDBCluster")
def forget_cluster(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html"""
    call.store("clusters").pop(call.params["DBClusterIdentifier"].lower(), None)


def _complete(call: Call, cluster: Answer) -> None:
    """`ScalingConfigurationInfo` belongs to Serverless v1 only; moto returns it for every cluster.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html
    """
    if cluster.get("EngineMode", "provisioned") != "serverless":
        cluster.pop("ScalingConfigurationInfo", None)
    requested = call.recall("clusters", cluster["DBClusterIdentifier"].lower())
    cluster.update({name: requested[name] for name in _KEPT if name in requested})


@amend("rds", "CreateGlobalCluster")
def tag_global_cluster(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateGlobalCluster.html"""
    arn = answer["GlobalCluster"]["GlobalClusterArn"]
    call.set_tags(arn, call.params.get("Tags"))
    answer["GlobalCluster"]["TagList"] = as_list(call.tags_of(arn))


@amend("rds", "DescribeGlobalClusters")
def show_global_cluster_tags(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeGlobalClusters.html"""
    for cluster in answer.get("GlobalClusters", []):
        cluster["TagList"] = as_list(call.tags_of(cluster["GlobalClusterArn"]))


def global_clusters(account: str) -> Iterator[GlobalCluster]:
    """The global clusters of an account, in whatever region they were made."""
    for backend in list(rds_backends[account].values()):
        yield from backend.global_clusters.values()


def global_cluster(call: Call) -> GlobalCluster:
    """The global cluster that a request names."""
    identifier = call.params["GlobalClusterIdentifier"]
    for found in global_clusters(call.account):
        if found.global_cluster_identifier == identifier.lower():
            return found
    raise AwsError("GlobalClusterNotFoundFault", f"Global cluster {identifier} not found", 404)


def show_global_cluster(call: Call, found: GlobalCluster) -> Answer:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_GlobalCluster.html"""
    return {
        "GlobalCluster": {
            "GlobalClusterIdentifier": found.global_cluster_identifier,
            "GlobalClusterArn": found.global_cluster_arn,
            "GlobalClusterResourceId": found.global_cluster_resource_id,
            "Engine": found.engine,
            "EngineVersion": found.engine_version,
            "Status": found.status,
            "StorageEncrypted": found.storage_encrypted,
            "DeletionProtection": found.deletion_protection,
            "GlobalClusterMembers": found.global_cluster_members,
            "TagList": as_list(call.tags_of(found.global_cluster_arn)),
        }
    }


@operation("rds", "ModifyGlobalCluster")
def modify_global_cluster(call: Call) -> Answer:
    """Protection can be switched; the platform changes neither its identifier nor its version this way.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyGlobalCluster.html
    """
    found = global_cluster(call)
    if "DeletionProtection" in call.params:
        found.deletion_protection = call.params["DeletionProtection"]
    return show_global_cluster(call, found)


@operation("rds", "DeleteGlobalCluster")
def delete_global_cluster(call: Call) -> ToMoto:
    """One that is protected is not deleted; moto deletes it.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteGlobalCluster.html
    """
    if global_cluster(call).deletion_protection:
        message = "Cannot delete protected Global Cluster, please disable deletion protection and try again."
        raise AwsError("InvalidGlobalClusterStateFault", message, 400)
    return TO_MOTO


@patch(RDSBackend, "describe_global_clusters")
def describe_global_clusters(original: Callable[..., Any], self: RDSBackend) -> list[GlobalCluster]:
    """A global cluster is seen from every region; moto shows it in the region of its creation only.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeGlobalClusters.html
    """
    return list(global_clusters(self.account_id))


@patch(RDSBackend, "remove_from_global_cluster")
def remove_from_global_cluster(
    original: Callable[..., Any], self: RDSBackend, global_cluster_identifier: str, db_cluster_identifier: str
) -> GlobalCluster | None:
    """A cluster of any region leaves its global cluster; moto overlooks one of another region in silence.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RemoveFromGlobalCluster.html
    """
    for found in global_clusters(self.account_id):
        if found.global_cluster_identifier == global_cluster_identifier:
            found.members = [
                member
                for member in found.members
                if db_cluster_identifier not in (member.db_cluster_arn, member.db_cluster_identifier)
            ]
            return found
    return None


@patch(RDSBackend, "delete_db_cluster")
def delete_cluster(
    original: Callable[..., Any], self: RDSBackend, cluster_identifier: str, *args: Any, **kwargs: Any
) -> Any:
    """The automated snapshots of a cluster go with it; moto keeps them.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html
    """
    cluster = original(self, cluster_identifier, *args, **kwargs)
    for name, snapshot in list(self.cluster_snapshots.items()):
        if (
            snapshot.snapshot_type == "automated"
            and snapshot.db_cluster_identifier == cluster.db_cluster_identifier
        ):
            del self.cluster_snapshots[name]
    return cluster
