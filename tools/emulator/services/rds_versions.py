"""Which version a database may have, next to others and after an upgrade, and which parameters are the engine's own."""

from __future__ import annotations

import re
from typing import Any

from moto.rds.models import rds_backends

from ..overlay import TO_MOTO, Answer, AwsError, Call, ToMoto, amend, operation
from .aurora import global_clusters

#: Parameters whose value without a user's is this one, by parameter group family.
#: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
#: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html
_DEFAULTS = {
    **{f"postgres{major}": {"rds.force_ssl": "1"} for major in (15, 16, 17)},
    "aurora-postgresql17": {"rds.force_ssl": "1"},
    "mysql8.0": {"slow_query_log": "0", "log_output": "TABLE", "require_secure_transport": "0"},
    "mysql8.4": {"slow_query_log": "0", "log_output": "TABLE", "require_secure_transport": "0"},
}


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _major(engine: str, version: str) -> tuple[int, ...]:
    """PostgreSQL's is one number, MySQL's are two.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html
    """
    return _numbers(version)[: 1 if "postgres" in engine else 2]


def _check_upgrade(engine: str, before: str, call: Call) -> None:
    """Another major version has to be asked for by name, an older one can't be had.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBCluster.html
    """
    after = call.params.get("EngineVersion")
    if not after:
        return
    old, new = _numbers(before), _numbers(after)
    shared = min(len(old), len(new))
    if new[:shared] < old[:shared]:
        raise AwsError(
            "InvalidParameterCombination", f"Cannot upgrade {engine} from {before} to {after}", 400
        )
    if _major(engine, after) != _major(engine, before) and not call.params.get("AllowMajorVersionUpgrade"):
        message = "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
        raise AwsError("InvalidParameterCombination", message, 400)


def _check_family(engine: str, version: str, group: Any, family: str) -> None:
    """A parameter group belongs to one family: an engine and its major version.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html
    """
    wanted = f"{engine}{'.'.join(str(number) for number in _major(engine, version))}"
    if family != wanted:
        message = (
            f"The parameter group {group} with DBParameterGroupFamily {family} can't be used for this database. "
            f"Please use a parameter group with DBParameterGroupFamily {wanted}"
        )
        raise AwsError("InvalidParameterCombination", message, 400)


def _check_instance_group(call: Call, engine: str, version: str) -> None:
    name = call.params.get("DBParameterGroupName")
    groups = rds_backends[call.account][call.region].db_parameter_groups
    group = groups.get(name) if name else None
    if group is not None and not engine.startswith("aurora"):
        _check_family(engine, version, name, group.family)


def _check_cluster_group(call: Call, engine: str, version: str) -> None:
    name = call.params.get("DBClusterParameterGroupName")
    groups = rds_backends[call.account][call.region].db_cluster_parameter_groups
    group = groups.get(name) if name else None
    if group is not None:
        _check_family(engine, version, name, group.db_parameter_group_family)


@operation("rds", "CreateDBInstance")
def create_instance(call: Call) -> ToMoto:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html"""
    if call.params.get("EngineVersion"):
        _check_instance_group(call, call.params["Engine"], call.params["EngineVersion"])
    return TO_MOTO


@operation("rds", "ModifyDBInstance")
def modify_instance(call: Call) -> ToMoto:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html"""
    instance = rds_backends[call.account][call.region].databases.get(
        call.params["DBInstanceIdentifier"].lower()
    )
    if instance is not None and not instance.engine.startswith("aurora"):
        _check_upgrade(instance.engine, instance.engine_version, call)
        _check_instance_group(
            call, instance.engine, call.params.get("EngineVersion") or instance.engine_version
        )
    return TO_MOTO


@operation("rds", "CreateDBCluster")
def create_cluster(call: Call) -> ToMoto:
    """Clusters of one global database have names of their own, whatever their regions, and one version.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-getting-started.html#aurora-global-database.configuration.requirements
    """
    engine, version = call.params["Engine"], call.params.get("EngineVersion")
    if version:
        _check_cluster_group(call, engine, version)
    for found in global_clusters(call.account):
        if found.global_cluster_identifier != call.params.get("GlobalClusterIdentifier"):
            continue
        for member in found.members:
            if member.db_cluster_identifier == call.params["DBClusterIdentifier"]:
                message = f"The DB cluster name {member.db_cluster_identifier} is used in another AWS Region"
                raise AwsError("DBClusterAlreadyExistsFault", message, 400)
            if version and version != member.engine_version:
                message = f"The engine version {version} is not the primary cluster's {member.engine_version}"
                raise AwsError("InvalidParameterCombination", message, 400)
    return TO_MOTO


@operation("rds", "ModifyDBCluster")
def modify_cluster(call: Call) -> ToMoto:
    """The major version of a global database is changed for all of its clusters at once.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-upgrade.html
    """
    cluster = rds_backends[call.account][call.region].clusters.get(call.params["DBClusterIdentifier"].lower())
    if cluster is None:
        return TO_MOTO
    _check_upgrade(cluster.engine, cluster.engine_version, call)
    after = call.params.get("EngineVersion") or cluster.engine_version
    _check_cluster_group(call, cluster.engine, after)
    member_of = [found for found in global_clusters(call.account) if cluster in found.members]
    if member_of and _major(cluster.engine, after) != _major(cluster.engine, cluster.engine_version):
        message = "The major version of a member of a global cluster can't be changed; use ModifyGlobalCluster"
        raise AwsError("InvalidParameterCombination", message, 400)
    return TO_MOTO


def _complete_parameters(call: Call, answer: Answer, family: str) -> None:
    """What a user sets to the engine's default is the engine's, and is applied as the engine's are.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html
    """
    for parameter in answer.get("Parameters", []):
        default = _DEFAULTS.get(family, {}).get(parameter["ParameterName"])
        if parameter.get("ParameterValue") == default:
            parameter.update({"Source": "system", "ApplyMethod": "pending-reboot"})
    wanted = call.params.get("Source")
    if wanted:
        answer["Parameters"] = [
            parameter for parameter in answer.get("Parameters", []) if parameter.get("Source", "user") == wanted
        ]


@amend("rds", "DescribeDBParameters")
def show_instance_defaults(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBParameters.html"""
    group = rds_backends[call.account][call.region].db_parameter_groups[call.params["DBParameterGroupName"]]
    _complete_parameters(call, answer, group.family or "")


@amend("rds", "DescribeDBClusterParameters")
def show_cluster_defaults(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterParameters.html"""
    groups = rds_backends[call.account][call.region].db_cluster_parameter_groups
    name = call.params["DBClusterParameterGroupName"]
    _complete_parameters(call, answer, groups[name].db_parameter_group_family)
