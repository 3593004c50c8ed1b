from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

INSTANCE = {
    "DBInstanceIdentifier": "main",
    "Engine": "postgres",
    "EngineVersion": "16",
    "DBInstanceClass": "db.t4g.small",
    "AllocatedStorage": 20,
    "MasterUsername": "dbadmin",
    "MasterUserPassword": "not-a-secret-here",
}
CLUSTER = {
    "Engine": "aurora-postgresql",
    "EngineVersion": "16.8",
    "DBClusterIdentifier": "main",
    "MasterUsername": "dbadmin",
    "MasterUserPassword": "not-a-secret-here",
}


def _refused(call: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        call()
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def _group(rds: Any, name: str, family: str) -> None:
    rds.create_db_parameter_group(DBParameterGroupName=name, DBParameterGroupFamily=family, Description="d")


def test_major_version_is_changed_only_where_that_is_said(client: Any) -> None:
    rds = client("rds")
    rds.create_db_instance(**INSTANCE)
    upgrade = {"DBInstanceIdentifier": "main", "EngineVersion": "17"}

    code, message = _refused(lambda: rds.modify_db_instance(**upgrade))

    assert (code, "AllowMajorVersionUpgrade" in message) == ("InvalidParameterCombination", True)
    rds.modify_db_instance(**upgrade, AllowMajorVersionUpgrade=True)
    assert rds.describe_db_instances()["DBInstances"][0]["EngineVersion"] == "17"


@pytest.mark.parametrize("version", ["15", "15.12"])
def test_no_database_goes_back(client: Any, version: str) -> None:
    rds = client("rds")
    rds.create_db_instance(**INSTANCE)
    rds.create_db_cluster(**CLUSTER)
    downgrade = {"EngineVersion": version, "AllowMajorVersionUpgrade": True}
    for call in (
        lambda: rds.modify_db_instance(DBInstanceIdentifier="main", **downgrade),
        lambda: rds.modify_db_cluster(DBClusterIdentifier="main", **downgrade),
    ):
        assert _refused(call)[0] == "InvalidParameterCombination"


def test_parameter_group_is_of_the_version_s_family(client: Any) -> None:
    rds = client("rds")
    _group(rds, "old", "postgres16")
    _group(rds, "new", "postgres17")
    assert (
        "postgres16" in _refused(lambda: rds.create_db_instance(**INSTANCE, DBParameterGroupName="new"))[1]
    )
    rds.create_db_instance(**INSTANCE, DBParameterGroupName="old")
    upgrade = {"DBInstanceIdentifier": "main", "EngineVersion": "17", "AllowMajorVersionUpgrade": True}

    assert "postgres17" in _refused(lambda: rds.modify_db_instance(**upgrade, DBParameterGroupName="old"))[1]
    rds.modify_db_instance(**upgrade, DBParameterGroupName="new")


def test_clusters_of_a_global_database_have_names_of_their_own_and_one_version(client: Any) -> None:
    east, west = client("rds"), client("rds", "us-west-2")
    arn = east.create_db_cluster(**CLUSTER)["DBCluster"]["DBClusterArn"]
    east.create_global_cluster(GlobalClusterIdentifier="world", SourceDBClusterIdentifier=arn)
    joining = {"Engine": "aurora-postgresql", "GlobalClusterIdentifier": "world"}

    same = _refused(lambda: west.create_db_cluster(**joining, DBClusterIdentifier="main", EngineVersion="16.8"))
    other = _refused(lambda: west.create_db_cluster(**joining, DBClusterIdentifier="west", EngineVersion="16.9"))

    assert same[0] == "DBClusterAlreadyExistsFault"
    assert other[0] == "InvalidParameterCombination"
    west.create_db_cluster(**joining, DBClusterIdentifier="west", EngineVersion="16.8")
    upgrade = {"DBClusterIdentifier": "west", "EngineVersion": "17", "AllowMajorVersionUpgrade": True}
    assert "ModifyGlobalCluster" in _refused(lambda: west.modify_db_cluster(**upgrade))[1]


def test_value_that_is_the_engine_s_default_is_the_engine_s(client: Any) -> None:
    rds = client("rds")
    parameters = [
        {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"},
        {"ParameterName": "log_statement", "ParameterValue": "ddl", "ApplyMethod": "immediate"},
    ]
    sources = {}
    for family in ("postgres14", "postgres17"):
        _group(rds, family, family)
        rds.modify_db_parameter_group(DBParameterGroupName=family, Parameters=parameters)
        described = rds.describe_db_parameters(DBParameterGroupName=family)["Parameters"]
        sources[family] = {one["ParameterName"]: (one["Source"], one["ApplyMethod"]) for one in described}
        users = rds.describe_db_parameters(DBParameterGroupName=family, Source="user")["Parameters"]
        assert len(users) == (2 if family == "postgres14" else 1)

    assert sources["postgres14"]["rds.force_ssl"] == ("user", "immediate")
    assert sources["postgres17"]["rds.force_ssl"] == ("system", "pending-reboot")
    assert sources["postgres17"]["log_statement"] == ("user", "immediate")
