"""CodeCommit: tags, the default branch, changes of a repository."""

from __future__ import annotations

from typing import Any

from moto.codecommit.models import codecommit_backends

from ..overlay import Answer, AwsError, Call, amend, normalize, operation
from ..tagging import TagOperations

SERVICE = "codecommit"

# moto writes the timestamps of a repository as text.
normalize(SERVICE)

# https://docs.aws.amazon.com/codecommit/latest/APIReference/API_ListTagsForResource.html
# https://docs.aws.amazon.com/codecommit/latest/APIReference/API_TagResource.html
# https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UntagResource.html
TagOperations(SERVICE, arn="resourceArn", tags="tags", keys="tagKeys", listed="tags", mapping=True).register()


def _metadata(call: Call) -> dict[str, Any]:
    metadata: dict[str, Any] = codecommit_backends[call.account][call.region].get_repository(
        call.params["repositoryName"]
    )
    return metadata


@amend(SERVICE, "CreateRepository")
def create(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateRepository.html"""
    call.set_tags(answer["repositoryMetadata"]["Arn"], call.params.get("tags"))
    key = call.params.get("kmsKeyId")
    if key:
        _metadata(call)["kmsKeyId"] = answer["repositoryMetadata"]["kmsKeyId"] = key


@operation(SERVICE, "UpdateRepositoryDescription")
def update_description(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UpdateRepositoryDescription.html"""
    _metadata(call)["repositoryDescription"] = call.params.get("repositoryDescription", "")
    return {}


@operation(SERVICE, "UpdateDefaultBranch")
def update_default_branch(call: Call) -> Answer:
    """There are no commits here, so a branch exists once it is named as the default.

    https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UpdateDefaultBranch.html
    """
    _metadata(call)["defaultBranch"] = call.params["defaultBranchName"]
    return {}


@operation(SERVICE, "ListBranches")
def list_branches(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_ListBranches.html"""
    branch = _metadata(call).get("defaultBranch")
    return {"branches": [branch] if branch else []}


@operation(SERVICE, "PutRepositoryTriggers")
def put_triggers(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PutRepositoryTriggers.html"""
    _metadata(call)
    call.store("triggers")[call.params["repositoryName"]] = call.params["triggers"]
    return {"configurationId": call.params["repositoryName"]}


@operation(SERVICE, "GetRepositoryTriggers")
def get_triggers(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetRepositoryTriggers.html"""
    name = call.params["repositoryName"]
    if name not in codecommit_backends[call.account][call.region].repositories:
        raise AwsError("RepositoryDoesNotExistException", f"{name} does not exist")
    return {"configurationId": name, "triggers": call.store("triggers").get(name, [])}
