from __future__ import annotations

import json
import urllib.parse
import urllib.request
from typing import Any

import pytest
from botocore.exceptions import ClientError

RULE = {"RuleName": "daily", "TargetBackupVaultName": "data"}
SELECTION = {
    "SelectionName": "tagged",
    "IamRoleArn": "role",
    "Resources": ["arn:aws:rds:us-east-1:123456789012:db:data"],
}


def _plan(backup: Any) -> str:
    created = backup.create_backup_plan(
        BackupPlan={"BackupPlanName": "data", "Rules": [RULE]}, BackupPlanTags={"Stage": "dev"}
    )
    return str(created["BackupPlanId"])


def test_plan_and_vault_have_tags(client: Any) -> None:
    backup = client("backup")
    vault = backup.create_backup_vault(BackupVaultName="data", BackupVaultTags={"Stage": "dev"})[
        "BackupVaultArn"
    ]
    plan = backup.get_backup_plan(BackupPlanId=_plan(backup))["BackupPlanArn"]
    for arn in (vault, plan):
        backup.tag_resource(ResourceArn=arn, Tags={"Team": "web"})
        assert backup.list_tags(ResourceArn=arn)["Tags"] == {"Stage": "dev", "Team": "web"}
        backup.untag_resource(ResourceArn=arn, TagKeyList=["Stage"])
        assert backup.list_tags(ResourceArn=arn)["Tags"] == {"Team": "web"}


def test_tags_are_found_with_and_without_a_final_slash(client: Any, url: str) -> None:
    vault = client("backup").create_backup_vault(BackupVaultName="data", BackupVaultTags={"Stage": "dev"})[
        "BackupVaultArn"
    ]
    scope = "AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/backup/aws4_request"
    for end in ("", "/"):
        path = f"{url}/tags/{urllib.parse.quote(vault, safe='')}{end}"
        with urllib.request.urlopen(urllib.request.Request(path, headers={"Authorization": scope})) as answer:
            assert json.load(answer)["Tags"] == {"Stage": "dev"}


def test_plan_is_made_again_once_it_is_deleted(client: Any) -> None:
    backup = client("backup")
    first = _plan(backup)
    with pytest.raises(ClientError) as refused:
        _plan(backup)
    assert refused.value.response["Error"]["Code"] == "AlreadyExistsException"

    backup.delete_backup_plan(BackupPlanId=first)

    assert _plan(backup) != first
    assert backup.get_backup_plan(BackupPlanId=first)["DeletionDate"]


def test_plan_is_updated_in_a_new_version(client: Any) -> None:
    backup = client("backup")
    plan = _plan(backup)
    before = backup.get_backup_plan(BackupPlanId=plan)["VersionId"]
    rule = {**RULE, "Lifecycle": {"DeleteAfterDays": 35}}
    backup.update_backup_plan(BackupPlanId=plan, BackupPlan={"BackupPlanName": "data", "Rules": [rule]})
    after = backup.get_backup_plan(BackupPlanId=plan)
    assert after["VersionId"] != before
    assert after["BackupPlan"]["Rules"][0]["Lifecycle"] == {"DeleteAfterDays": 35}


def test_selection_lives_from_creation_to_deletion_and_protects_its_plan(client: Any) -> None:
    backup = client("backup")
    plan = _plan(backup)
    selection = backup.create_backup_selection(BackupPlanId=plan, BackupSelection=SELECTION)["SelectionId"]
    key = {"BackupPlanId": plan, "SelectionId": selection}
    shown = backup.get_backup_selection(**key)["BackupSelection"]
    assert {name: shown[name] for name in SELECTION} == SELECTION
    assert [
        one["SelectionId"] for one in backup.list_backup_selections(BackupPlanId=plan)["BackupSelectionsList"]
    ] == [selection]
    with pytest.raises(ClientError, match="InvalidRequestException"):
        backup.delete_backup_plan(BackupPlanId=plan)
    backup.delete_backup_selection(**key)
    with pytest.raises(ClientError, match="Cannot find Backup plan"):
        backup.get_backup_selection(**key)
    backup.delete_backup_plan(BackupPlanId=plan)


def test_selection_of_an_unknown_plan_is_refused(client: Any) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client("backup").create_backup_selection(BackupPlanId="none", BackupSelection=SELECTION)


def test_vault_has_a_policy_and_notifications(client: Any) -> None:
    backup = client("backup")
    name = {"BackupVaultName": "data"}
    backup.create_backup_vault(**name)
    backup.put_backup_vault_access_policy(**name, Policy="{}")
    backup.put_backup_vault_notifications(
        **name, SNSTopicArn="topic", BackupVaultEvents=["BACKUP_JOB_FAILED"]
    )
    assert backup.get_backup_vault_access_policy(**name)["Policy"] == "{}"
    assert backup.get_backup_vault_notifications(**name)["BackupVaultEvents"] == ["BACKUP_JOB_FAILED"]
    assert backup.list_recovery_points_by_backup_vault(**name)["RecoveryPoints"] == []
    backup.delete_backup_vault_access_policy(**name)
    backup.delete_backup_vault_notifications(**name)
    for read in (backup.get_backup_vault_access_policy, backup.get_backup_vault_notifications):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            read(**name)


def test_region_settings_are_kept(client: Any) -> None:
    backup = client("backup")
    backup.update_region_settings(ResourceTypeOptInPreference={"RDS": True})
    backup.update_region_settings(ResourceTypeOptInPreference={"S3": False})
    assert backup.describe_region_settings()["ResourceTypeOptInPreference"] == {"RDS": True, "S3": False}
