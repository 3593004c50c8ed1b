"""Which of a database's regions takes writes: switchover, failover, promotion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.rds.models import DBCluster, DBInstance, GlobalCluster, RDSBackend

from ..overlay import Answer, AwsError, Call, amend, operation
from ..patching import patch
from .aurora import global_cluster, global_clusters, show_global_cluster


@patch(RDSBackend, "create_global_cluster")
def create_global_cluster(
    original: Callable[..., GlobalCluster], self: RDSBackend, *args: Any, **kwargs: Any
) -> GlobalCluster:
    """The cluster that a global cluster is made from takes writes; in moto, none does.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateGlobalCluster.html
    """
    created = original(self, *args, **kwargs)
    for member in created.members:
        member.is_writer = True
    return created


@operation("rds", "SwitchoverGlobalCluster")
def switch_over(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_SwitchoverGlobalCluster.html"""
    return _promote(call)


@operation("rds", "FailoverGlobalCluster")
def fail_over(call: Call) -> Answer:
    """Without `AllowDataLoss` it is a switchover; here the two differ in nothing, since nothing is lost.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_FailoverGlobalCluster.html
    """
    if call.params.get("AllowDataLoss") and call.params.get("Switchover"):
        message = "AllowDataLoss and Switchover can't be specified together."
        raise AwsError("InvalidParameterCombination", message, 400)
    return _promote(call)


def _promote(call: Call) -> Answer:
    found, target = global_cluster(call), call.params["TargetDbClusterIdentifier"]
    members: list[DBCluster] = found.members
    promoted = next((member for member in members if member.db_cluster_arn == target), None)
    if promoted is None:
        message = f"{target} is not a member of {found.global_cluster_identifier}"
        raise AwsError("DBClusterNotFoundFault", message, 404)
    if promoted.is_writer:
        raise AwsError("InvalidDBClusterStateFault", f"{target} is the primary cluster already", 400)
    for member in members:
        member.is_writer = member is promoted
    return show_global_cluster(call, found)


@amend("rds", "DescribeDBClusters")
def show_source(call: Call, answer: Answer) -> None:
    """A cluster that follows the one of another region names it.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html
    """
    for cluster in answer.get("DBClusters", []):
        for found in global_clusters(call.account):
            arns = {member.db_cluster_arn: member.is_writer for member in found.members}
            writer = next((arn for arn, is_writer in arns.items() if is_writer), None)
            if arns.get(cluster["DBClusterArn"]) is False and writer is not None:
                cluster["ReplicationSourceIdentifier"] = writer


@patch(RDSBackend, "promote_read_replica")
def promote_read_replica(
    original: Callable[..., DBInstance], self: RDSBackend, db_kwargs: dict[str, Any]
) -> DBInstance:
    """A promoted replica has no source any more, and its source no replica; moto leaves both as they are.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_PromoteReadReplica.html
    """
    replica: Any = self.describe_db_instances(db_kwargs["db_instance_identifier"])[0]
    if not replica.is_replica:
        message = f"DB Instance {replica.db_instance_identifier} is not a read replica."
        raise AwsError("InvalidDBInstanceState", message, 400)
    source = self.find_db_from_id(replica.source_db_instance_identifier)
    source.remove_replica(replica)
    promoted = original(self, db_kwargs)
    promoted.source_db_instance_identifier = None
    return promoted
