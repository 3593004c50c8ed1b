from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

INSTANCE = {
    "Engine": "postgres",
    "DBInstanceClass": "db.t4g.small",
    "AllocatedStorage": 20,
    "MasterUsername": "app",
    "MasterUserPassword": "not-a-secret-here",
}


def _instance(rds: Any, name: str) -> Any:
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def test_each_instance_is_found_by_its_resource_id(client: Any) -> None:
    rds = client("rds")
    for name in ("one", "two"):
        identifier = rds.create_db_instance(**INSTANCE, DBInstanceIdentifier=name)["DBInstance"][
            "DbiResourceId"
        ]
        found = rds.describe_db_instances(Filters=[{"Name": "dbi-resource-id", "Values": [identifier]}])[
            "DBInstances"
        ]
        assert [instance["DBInstanceIdentifier"] for instance in found] == [name]


def test_instance_keeps_monitoring_and_insights(client: Any) -> None:
    rds = client("rds")
    requested = {"MonitoringInterval": 60, "MonitoringRoleArn": "role", "PerformanceInsightsKMSKeyId": "key"}
    rds.create_db_instance(
        **INSTANCE, **requested, DBInstanceIdentifier="Main", EnablePerformanceInsights=True
    )
    instance = _instance(rds, "main")
    assert {name: instance[name] for name in requested} == requested
    assert (instance["PerformanceInsightsEnabled"], instance["PerformanceInsightsRetentionPeriod"]) == (
        True,
        7,
    )
    assert instance["NetworkType"] == "IPV4"

    rds.modify_db_instance(DBInstanceIdentifier="main", MonitoringInterval=0, EnablePerformanceInsights=False)
    instance = _instance(rds, "main")
    assert (instance["MonitoringInterval"], instance["PerformanceInsightsEnabled"]) == (0, False)


def test_new_instance_of_a_deleted_name_starts_afresh(client: Any) -> None:
    rds = client("rds")
    rds.create_db_instance(**INSTANCE, DBInstanceIdentifier="main", MonitoringInterval=60)
    rds.delete_db_instance(DBInstanceIdentifier="main", SkipFinalSnapshot=True)
    rds.create_db_instance(**INSTANCE, DBInstanceIdentifier="main")
    assert _instance(rds, "main").get("MonitoringInterval", 0) == 0


def test_read_replica_is_an_instance_of_its_own(client: Any) -> None:
    rds = client("rds")
    rds.create_db_instance(
        **INSTANCE,
        DBInstanceIdentifier="main",
        BackupRetentionPeriod=7,
        EnableIAMDatabaseAuthentication=True,
        DeletionProtection=True,
        EnableCloudwatchLogsExports=["postgresql"],
        Tags=[{"Key": "Name", "Value": "main"}],
    )
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="main")
    source, replica = _instance(rds, "main"), _instance(rds, "copy")
    assert replica["DbiResourceId"] != source["DbiResourceId"]
    assert (replica["BackupRetentionPeriod"], replica["IAMDatabaseAuthenticationEnabled"]) == (0, False)
    assert (replica["DeletionProtection"], replica.get("EnabledCloudwatchLogsExports", [])) == (False, [])
    assert replica.get("TagList", []) == []
    assert (source["BackupRetentionPeriod"], source["DeletionProtection"]) == (7, True)


def test_replica_of_another_region_is_created_and_deleted(client: Any) -> None:
    rds, west = client("rds"), client("rds", "us-west-2")
    rds.create_db_parameter_group(
        DBParameterGroupName="mine", DBParameterGroupFamily="postgres14", Description="x"
    )
    arn = rds.create_db_instance(**INSTANCE, DBInstanceIdentifier="main", DBParameterGroupName="mine")[
        "DBInstance"
    ]["DBInstanceArn"]
    west.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier=arn)
    groups = [group["DBParameterGroupName"] for group in _instance(west, "copy")["DBParameterGroups"]]
    assert "mine" not in groups
    west.delete_db_instance(DBInstanceIdentifier="copy", SkipFinalSnapshot=True)
    assert _instance(rds, "main")["ReadReplicaDBInstanceIdentifiers"] == []


def test_changed_parameter_says_that_a_user_set_it(client: Any) -> None:
    rds = client("rds")
    rds.create_db_parameter_group(
        DBParameterGroupName="mine", DBParameterGroupFamily="postgres14", Description="x"
    )
    parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "pending-reboot"}
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=[parameter])
    shown = rds.describe_db_parameters(DBParameterGroupName="mine", Source="user")["Parameters"]
    assert [(one["ParameterName"], one["Source"], one["ApplyMethod"]) for one in shown] == [
        ("rds.force_ssl", "user", "pending-reboot")
    ]


def test_automated_backups_are_replicated_until_stopped(client: Any) -> None:
    arn = client("rds").create_db_instance(**INSTANCE, DBInstanceIdentifier="main")["DBInstance"][
        "DBInstanceArn"
    ]
    west = client("rds", "us-west-2")
    backup = west.start_db_instance_automated_backups_replication(
        SourceDBInstanceArn=arn, BackupRetentionPeriod=14
    )["DBInstanceAutomatedBackup"]
    name = {"DBInstanceAutomatedBackupsArn": backup["DBInstanceAutomatedBackupsArn"]}
    shown = west.describe_db_instance_automated_backups(**name)["DBInstanceAutomatedBackups"][0]
    assert (shown["Region"], shown["Status"], shown["BackupRetentionPeriod"]) == (
        "us-east-1",
        "replicating",
        14,
    )
    west.stop_db_instance_automated_backups_replication(SourceDBInstanceArn=arn)
    with pytest.raises(ClientError, match="DBInstanceAutomatedBackupNotFound"):
        west.describe_db_instance_automated_backups(**name)
