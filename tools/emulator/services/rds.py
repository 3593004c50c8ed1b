"""RDS instances: attributes that moto forgets, read replicas, parameters, replicated backups."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from moto.core.utils import utcnow
from moto.rds.models import DBInstance, RDSBackend

from ..overlay import TO_MOTO, Answer, AwsError, Call, ToMoto, amend, new_id, operation
from ..patching import patch

#: Attributes that DescribeDBInstances returns under the name that CreateDBInstance accepts.
_KEPT = (
    "DatabaseInsightsMode",
    "DedicatedLogVolume",
    "MonitoringInterval",
    "MonitoringRoleArn",
    "NetworkType",
    "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod",
)
#: Days; the default of PerformanceInsightsRetentionPeriod.
DEFAULT_INSIGHTS_RETENTION = 7
BACKUPS = "automated_backups"


def new_resource_id(prefix: str) -> str:
    """An immutable identifier as RDS gives to instances and clusters: prefix and 26 characters."""
    return f"{prefix}-{uuid.uuid4().hex.upper()[:26]}"


@patch(DBInstance, "__init__")
def own_resource_id(original: Callable[..., None], self: DBInstance, *args: Any, **kwargs: Any) -> None:
    """Every instance has a `DbiResourceId` of its own, by which the provider finds it; moto has one for all.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
    """
    original(self, *args, **kwargs)
    self.dbi_resource_id = new_resource_id("db")


@patch(RDSBackend, "create_db_instance_read_replica")
def create_read_replica(
    original: Callable[..., DBInstance], self: RDSBackend, db_kwargs: dict[str, Any]
) -> DBInstance:
    """A read replica is an instance of its own; moto's is a copy with its source's identity and settings.

    Backups, log exports and IAM authentication are off unless requested, the password is the source's, the
    time of creation and the replicas are its own:
    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
    """
    replica: Any = original(self, db_kwargs)
    replica.dbi_resource_id = new_resource_id("db")
    replica.created = replica.instance_create_time = utcnow()
    replica.replicas = []
    replica.manage_master_user_password = False
    replica.backup_retention_period = db_kwargs.get("backup_retention_period") or 0
    replica.enable_iam_database_authentication = bool(db_kwargs.get("enable_iam_database_authentication"))
    replica.enabled_cloudwatch_logs_exports = db_kwargs.get("enable_cloudwatch_logs_exports") or []
    replica.tags = db_kwargs.get("tags") or []
    replica.deletion_protection = bool(db_kwargs.get("deletion_protection"))
    if "max_allocated_storage" not in db_kwargs:
        replica._max_allocated_storage = replica.allocated_storage
    # A group of the source's region does not exist in the replica's.
    group = replica.db_parameter_group_name
    if group and group not in self.db_parameter_groups:
        replica.db_parameter_group_name = None
    return replica


@patch(DBInstance, "remove_replica")
def remove_replica(original: Callable[..., None], self: DBInstance, replica: DBInstance) -> None:
    """Deleting a cross-region replica: its source knows it by its ARN, moto looks for the identifier only.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html
    """
    for name in (replica.db_instance_identifier, replica.db_instance_arn):
        if name in self.replicas:
            self.replicas.remove(name)


@amend("rds", "CreateDBInstance", "CreateDBInstanceReadReplica", "ModifyDBInstance")
def keep_instance(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html"""
    call.remember("instances", call.params["DBInstanceIdentifier"].lower(), call.params)
    _complete(call, answer["DBInstance"])


@amend("rds", "DescribeDBInstances")
def show_instances(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html"""
    for instance in answer.get("DBInstances", []):
        _complete(call, instance)


@amend("rds", "DeleteDBInstance")
def forget_instance(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html"""
    call.store("instances").pop(call.params["DBInstanceIdentifier"].lower(), None)


def _complete(call: Call, instance: Answer) -> None:
    requested = call.recall("instances", instance["DBInstanceIdentifier"].lower())
    instance.update({name: requested[name] for name in _KEPT if name in requested})
    if "EnablePerformanceInsights" in requested:
        instance["PerformanceInsightsEnabled"] = requested["EnablePerformanceInsights"]
    if instance.get("PerformanceInsightsEnabled"):
        instance.setdefault("PerformanceInsightsRetentionPeriod", DEFAULT_INSIGHTS_RETENTION)
    instance.setdefault("NetworkType", "IPV4")


@amend("rds", "DescribeDBParameters", "DescribeDBClusterParameters")
def show_parameter_source(_: Call, answer: Answer) -> None:
    """moto knows the parameters that a user set, and forgets to say so.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html
    """
    for parameter in answer.get("Parameters", []):
        parameter.setdefault("Source", "user")
        parameter.setdefault("ApplyMethod", "immediate")


@operation("rds", "StartDBInstanceAutomatedBackupsReplication")
def start_backup_replication(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StartDBInstanceAutomatedBackupsReplication.html"""
    source = call.params["SourceDBInstanceArn"]
    backup = {
        "DBInstanceAutomatedBackupsArn": call.arn("rds", f"auto-backup:ab-{new_id(26)}"),
        "DBInstanceArn": source,
        "DBInstanceIdentifier": source.rpartition(":")[2],
        "Region": source.split(":")[3],
        "Status": "replicating",
        "BackupRetentionPeriod": call.params.get("BackupRetentionPeriod", 7),
    }
    if "KmsKeyId" in call.params:
        backup["KmsKeyId"] = call.params["KmsKeyId"]
    call.store(BACKUPS)[backup["DBInstanceAutomatedBackupsArn"]] = backup
    return {"DBInstanceAutomatedBackup": backup}


@operation("rds", "DescribeDBInstanceAutomatedBackups")
def describe_automated_backups(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstanceAutomatedBackups.html"""
    wanted = call.params.get("DBInstanceAutomatedBackupsArn")
    if not wanted:
        return (
            {"DBInstanceAutomatedBackups": list(call.store(BACKUPS).values())}
            if call.store(BACKUPS)
            else TO_MOTO
        )
    if wanted not in call.store(BACKUPS):
        raise AwsError("DBInstanceAutomatedBackupNotFound", f"There is no automated backup {wanted}", 404)
    return {"DBInstanceAutomatedBackups": [call.store(BACKUPS)[wanted]]}


@operation("rds", "StopDBInstanceAutomatedBackupsReplication")
def stop_backup_replication(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StopDBInstanceAutomatedBackupsReplication.html"""
    source = call.params["SourceDBInstanceArn"]
    for arn, backup in call.store(BACKUPS).items():
        if backup["DBInstanceArn"] == source:
            return {"DBInstanceAutomatedBackup": call.store(BACKUPS).pop(arn)}
    raise AwsError("DBInstanceNotFound", f"The backups of {source} are not replicated to {call.region}", 404)
