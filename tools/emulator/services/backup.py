"""AWS Backup: plans that can be changed, selections, vault policies and notifications, tags."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from moto.backup.models import BackupBackend, Plan, backup_backends

from ..overlay import TO_MOTO, Answer, AwsError, Call, Params, ToMoto, amend, now, operation
from ..patching import patch
from ..tagging import TagOperations

SERVICE = "backup"
SELECTIONS = "selections"
_LISTS = ("Resources", "NotResources", "ListOfTags")

# moto finds the ARN in the path only with a final slash, which the AWS SDK for Go leaves out:
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListTags.html
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_TagResource.html
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UntagResource.html
TagOperations(
    SERVICE, arn="ResourceArn", keys="TagKeyList", mapping=True, list_operation="ListTags"
).register()


@amend(SERVICE, "CreateBackupPlan")
def tag_plan(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupPlan.html"""
    call.set_tags(answer["BackupPlanArn"], call.params.get("BackupPlanTags"))


@patch(BackupBackend, "create_backup_plan")
def create_plan(original: Callable[..., Plan], self: BackupBackend, *args: Any, **kwargs: Any) -> Plan:
    """What exists already is refused; moto keeps deleted plans, to show their date, and counts them too.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupPlan.html
    """
    deleted = {key: plan for key, plan in self.plans.items() if plan.deletion_date is not None}
    for key in deleted:
        del self.plans[key]
    try:
        return original(self, *args, **kwargs)
    finally:
        self.plans.update(deleted)


@amend(SERVICE, "CreateBackupVault")
def tag_vault(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html"""
    call.set_tags(answer["BackupVaultArn"], call.params.get("BackupVaultTags"))


@operation(SERVICE, "UpdateBackupPlan")
def update_plan(call: Call) -> Answer:
    """An update makes a new version of the plan.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateBackupPlan.html
    """
    backend = backup_backends[call.account][call.region]
    old = backend.get_backup_plan(call.params["BackupPlanId"], None)
    new = Plan(call.params["BackupPlan"], old.creator_request_id, backend)
    new.backup_plan_id, new.backup_plan_arn = old.backup_plan_id, old.backup_plan_arn
    backend.plans[old.backup_plan_id] = new
    return new.to_dict()


@operation(SERVICE, "DeleteBackupPlan")
def delete_plan(call: Call) -> Answer | ToMoto:
    """A plan that still has selections is not deleted.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupPlan.html
    """
    if any(plan == call.params["BackupPlanId"] for plan, _ in call.store(SELECTIONS)):
        raise AwsError(
            "InvalidRequestException",
            "Related backup plan selections must be deleted prior to backup plan deletion",
        )
    return TO_MOTO


@operation(SERVICE, "CreateBackupSelection")
def create_selection(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupSelection.html"""
    plan, identifier = call.params["BackupPlanId"], str(uuid.uuid4())
    backup_backends[call.account][call.region].get_backup_plan(plan, None)
    created = {"BackupPlanId": plan, "SelectionId": identifier, "CreationDate": now()}
    absent: Params = {name: [] for name in _LISTS}
    selection: Params = {**absent, "Conditions": {}, **call.params["BackupSelection"]}
    call.store(SELECTIONS)[(plan, identifier)] = {**created, "BackupSelection": selection}
    return created


def _selection(call: Call) -> Params:
    key = (call.params["BackupPlanId"], call.params["SelectionId"])
    if key not in call.store(SELECTIONS):
        # The provider recognizes a deleted selection by this text.
        raise AwsError("InvalidParameterValueException", "Cannot find Backup plan")
    selection: Params = call.store(SELECTIONS)[key]
    return selection


@operation(SERVICE, "GetBackupSelection")
def get_selection(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_GetBackupSelection.html"""
    return _selection(call)


@operation(SERVICE, "ListBackupSelections")
def list_selections(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupSelections.html"""
    found = [one for (plan, _), one in call.store(SELECTIONS).items() if plan == call.params["BackupPlanId"]]
    return {
        "BackupSelectionsList": [
            {
                **{name: one[name] for name in ("BackupPlanId", "SelectionId", "CreationDate")},
                **{name: one["BackupSelection"].get(name) for name in ("SelectionName", "IamRoleArn")},
            }
            for one in found
        ]
    }


@operation(SERVICE, "DeleteBackupSelection")
def delete_selection(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupSelection.html"""
    _selection(call)
    del call.store(SELECTIONS)[(call.params["BackupPlanId"], call.params["SelectionId"])]
    return {}


def _vault_setting(call: Call, kind: str) -> Params:
    name = call.params["BackupVaultName"]
    if name not in call.store(kind):
        raise AwsError("ResourceNotFoundException", f"The vault {name} has no {kind.replace('_', ' ')}")
    vault = {"BackupVaultName": name, "BackupVaultArn": call.arn(SERVICE, f"backup-vault:{name}")}
    return {**vault, **call.store(kind)[name]}


def _put_vault_setting(call: Call, kind: str, *fields: str) -> Answer:
    call.store(kind)[call.params["BackupVaultName"]] = {field: call.params[field] for field in fields}
    return {}


def _delete_vault_setting(call: Call, kind: str) -> Answer:
    call.store(kind).pop(call.params["BackupVaultName"], None)
    return {}


@operation(SERVICE, "PutBackupVaultAccessPolicy")
def put_policy(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultAccessPolicy.html"""
    return _put_vault_setting(call, "access_policy", "Policy")


@operation(SERVICE, "GetBackupVaultAccessPolicy")
def get_policy(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_GetBackupVaultAccessPolicy.html"""
    return _vault_setting(call, "access_policy")


@operation(SERVICE, "DeleteBackupVaultAccessPolicy")
def delete_policy(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupVaultAccessPolicy.html"""
    return _delete_vault_setting(call, "access_policy")


@operation(SERVICE, "PutBackupVaultNotifications")
def put_notifications(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultNotifications.html"""
    return _put_vault_setting(call, "notifications", "SNSTopicArn", "BackupVaultEvents")


@operation(SERVICE, "GetBackupVaultNotifications")
def get_notifications(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_GetBackupVaultNotifications.html"""
    return _vault_setting(call, "notifications")


@operation(SERVICE, "DeleteBackupVaultNotifications")
def delete_notifications(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupVaultNotifications.html"""
    return _delete_vault_setting(call, "notifications")


@operation(SERVICE, "ListRecoveryPointsByBackupVault")
def list_recovery_points(_: Call) -> Answer:
    """No backup is ever taken here, so a vault is always empty.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListRecoveryPointsByBackupVault.html
    """
    return {"RecoveryPoints": []}


@operation(SERVICE, "UpdateRegionSettings")
def update_region_settings(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html"""
    for name, preferences in call.params.items():
        call.remember("region_settings", name, preferences)
    return {}


@operation(SERVICE, "DescribeRegionSettings")
def describe_region_settings(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRegionSettings.html"""
    names = ("ResourceTypeOptInPreference", "ResourceTypeManagementPreference")
    return {name: call.recall("region_settings", name) for name in names}
