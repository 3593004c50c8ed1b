"""CodeBuild: projects of pipelines, report groups, and the attributes of a project that moto forgets."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from moto.codebuild import responses
from moto.codebuild.models import CodeBuildBackend, codebuild_backends

from ..overlay import Answer, AwsError, Call, amend, normalize, operation
from ..patching import patch

SERVICE = "codebuild"
REPORT_GROUPS = "report_groups"
_KEPT = (
    "artifacts",
    "autoRetryLimit",
    "buildBatchConfig",
    "cache",
    "concurrentBuildLimit",
    "description",
    "encryptionKey",
    "environment",
    "fileSystemLocations",
    "logsConfig",
    "queuedTimeoutInMinutes",
    "secondaryArtifacts",
    "secondarySources",
    "serviceRole",
    "source",
    "sourceVersion",
    "tags",
    "timeoutInMinutes",
    "vpcConfig",
)
#: Sources and artifacts that belong to a pipeline, or are none, have no location of their own.
_WITHOUT_LOCATION = ("CODEPIPELINE", "NO_SOURCE")

# moto writes some timestamps of a project as text.
normalize(SERVICE)


@patch(responses, "_validate_required_params_source")
def validate_source(original: Callable[..., None], source: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html"""
    if source.get("type") not in _WITHOUT_LOCATION:
        original(source)


@patch(responses, "_validate_required_params_artifacts")
def validate_artifacts(original: Callable[..., None], artifacts: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectArtifacts.html"""
    if artifacts.get("type") != "CODEPIPELINE":
        original(artifacts)


def _name(name_or_arn: str) -> str:
    return name_or_arn.rpartition("project/")[2]


@patch(CodeBuildBackend, "delete_project")
def delete_project(original: Callable[..., Any], self: CodeBuildBackend, project_name: str) -> Any:
    """A project is deleted by its name or, as the provider does it, by its ARN; moto overlooks the latter.

    https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DeleteProject.html
    """
    return original(self, _name(project_name))


def _complete(call: Call, project: Answer) -> None:
    requested = call.recall("projects", project["name"])
    project.update({field: requested[field] for field in _KEPT if field in requested})
    if project.get("vpcConfig") == {}:
        project.pop("vpcConfig")


@amend(SERVICE, "CreateProject")
def create(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html"""
    call.remember("projects", call.params["name"], call.params)
    _complete(call, answer["project"])


@operation(SERVICE, "UpdateProject")
def update(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProject.html"""
    name = _name(call.params["name"])
    project = codebuild_backends[call.account][call.region].codebuild_projects.get(name)
    if project is None:
        raise AwsError("ResourceNotFoundException", f"Project cannot be found: {name}")
    call.remember("projects", name, {**call.params, "name": name})
    project.project_metadata["lastModifiedDate"] = time.time()
    shown = dict(project.project_metadata)
    _complete(call, shown)
    return {"project": shown}


@amend(SERVICE, "BatchGetProjects")
def show(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetProjects.html"""
    for project in answer.get("projects", []):
        _complete(call, project)


@amend(SERVICE, "DeleteProject")
def forget(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DeleteProject.html"""
    call.store("projects").pop(_name(call.params["name"]), None)


def _report_group(call: Call, arn: str) -> dict[str, Any]:
    if arn not in call.store(REPORT_GROUPS):
        raise AwsError("ResourceNotFoundException", f"Report group cannot be found: {arn}")
    group: dict[str, Any] = call.store(REPORT_GROUPS)[arn]
    return group


@operation(SERVICE, "CreateReportGroup")
def create_report_group(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateReportGroup.html"""
    arn = call.arn(SERVICE, f"report-group/{call.params['name']}")
    if arn in call.store(REPORT_GROUPS):
        raise AwsError("ResourceAlreadyExistsException", f"Report group already exists: {arn}")
    fields = ("name", "type", "exportConfig", "tags")
    call.store(REPORT_GROUPS)[arn] = {
        "arn": arn,
        **{field: call.params[field] for field in fields if field in call.params},
        "created": time.time(),
        "lastModified": time.time(),
        "status": "ACTIVE",
    }
    return {"reportGroup": _report_group(call, arn)}


@operation(SERVICE, "BatchGetReportGroups")
def show_report_groups(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetReportGroups.html"""
    known = call.store(REPORT_GROUPS)
    arns = call.params["reportGroupArns"]
    return {
        "reportGroups": [known[arn] for arn in arns if arn in known],
        "reportGroupsNotFound": [arn for arn in arns if arn not in known],
    }


@operation(SERVICE, "UpdateReportGroup")
def update_report_group(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateReportGroup.html"""
    group = _report_group(call, call.params["arn"])
    changes = {field: call.params[field] for field in ("exportConfig", "tags") if field in call.params}
    group.update(changes, lastModified=time.time())
    return {"reportGroup": group}


@operation(SERVICE, "DeleteReportGroup")
def delete_report_group(call: Call) -> Answer:
    """Deleting a group that is not there succeeds.

    https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DeleteReportGroup.html
    """
    call.store(REPORT_GROUPS).pop(call.params["arn"], None)
    return {}
