from __future__ import annotations

from typing import Any

import pytest

PROJECT = {
    "name": "web",
    "serviceRole": "arn:aws:iam::123456789012:role/build",
    "source": {"type": "CODEPIPELINE", "buildspec": "buildspec.yml"},
    "artifacts": {"type": "CODEPIPELINE"},
    "environment": {"type": "ARM_CONTAINER", "image": "image", "computeType": "BUILD_GENERAL1_SMALL"},
}


def _project(codebuild: Any) -> Any:
    return codebuild.batch_get_projects(names=["web"])["projects"][0]


def test_project_of_a_pipeline_keeps_what_was_requested(client: Any) -> None:
    codebuild = client("codebuild")
    kept = {
        "encryptionKey": "arn:aws:kms:us-east-1:123456789012:alias/pipeline",
        "concurrentBuildLimit": 1,
        "cache": {"type": "LOCAL", "modes": ["LOCAL_DOCKER_LAYER_CACHE"]},
        "logsConfig": {"cloudWatchLogs": {"status": "ENABLED", "groupName": "logs"}},
    }
    codebuild.create_project(**PROJECT, **kept)
    project = _project(codebuild)
    assert {name: project[name] for name in kept} == kept
    assert project["source"] == PROJECT["source"]


def test_project_without_source_is_created_and_changed(client: Any) -> None:
    codebuild = client("codebuild")
    source = {"type": "NO_SOURCE", "buildspec": "version: 0.2"}
    codebuild.create_project(**{**PROJECT, "source": source, "artifacts": {"type": "NO_ARTIFACTS"}})
    changed = codebuild.update_project(name="web", timeoutInMinutes=20, description="Builds")["project"]
    assert changed["timeoutInMinutes"] == 20
    project = _project(codebuild)
    assert (project["description"], project["timeoutInMinutes"], project["source"]) == ("Builds", 20, source)


@pytest.mark.parametrize("prefix", ["", "arn:aws:codebuild:us-east-1:123456789012:project/"])
def test_project_is_deleted_by_name_or_arn(client: Any, prefix: str) -> None:
    codebuild = client("codebuild")
    codebuild.create_project(**PROJECT)
    codebuild.update_project(name=f"{prefix}web", description="Builds")
    assert _project(codebuild)["description"] == "Builds"
    codebuild.delete_project(name=f"{prefix}web")
    assert codebuild.list_projects()["projects"] == []


def test_report_group_lives_from_creation_to_deletion(client: Any) -> None:
    codebuild = client("codebuild")
    none = {"exportConfigType": "NO_EXPORT"}
    tags = [{"key": "Name", "value": "tests"}]
    made = codebuild.create_report_group(name="web-tests", type="TEST", exportConfig=none, tags=tags)
    arn = made["reportGroup"]["arn"]
    assert arn == "arn:aws:codebuild:us-east-1:123456789012:report-group/web-tests"
    codebuild.update_report_group(arn=arn, tags=[])
    groups = codebuild.batch_get_report_groups(reportGroupArns=[arn, f"{arn}2"])
    assert groups["reportGroupsNotFound"] == [f"{arn}2"]
    (group,) = groups["reportGroups"]
    assert (group["name"], group["type"], group["status"], group["tags"]) == ("web-tests", "TEST", "ACTIVE", [])
    codebuild.delete_report_group(arn=arn, deleteReports=True)
    assert codebuild.batch_get_report_groups(reportGroupArns=[arn])["reportGroups"] == []


def test_report_group_is_created_once_and_changed_only_where_it_exists(client: Any) -> None:
    codebuild = client("codebuild")
    group = {"name": "web-tests", "type": "TEST", "exportConfig": {"exportConfigType": "NO_EXPORT"}}
    arn = codebuild.create_report_group(**group)["reportGroup"]["arn"]
    with pytest.raises(codebuild.exceptions.ResourceAlreadyExistsException):
        codebuild.create_report_group(**group)
    with pytest.raises(codebuild.exceptions.ResourceNotFoundException):
        codebuild.update_report_group(arn=f"{arn}2", tags=[])
