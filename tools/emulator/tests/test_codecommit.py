from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

NAME = {"repositoryName": "web"}


def test_repository_has_tags_and_a_creation_date(client: Any) -> None:
    codecommit = client("codecommit")
    created = codecommit.create_repository(**NAME, tags={"Stage": "dev"}, kmsKeyId="key")[
        "repositoryMetadata"
    ]
    codecommit.tag_resource(resourceArn=created["Arn"], tags={"Team": "web"})
    codecommit.untag_resource(resourceArn=created["Arn"], tagKeys=["Stage"])
    assert codecommit.list_tags_for_resource(resourceArn=created["Arn"])["tags"] == {"Team": "web"}
    shown = codecommit.get_repository(**NAME)["repositoryMetadata"]
    assert isinstance(shown["creationDate"], datetime)
    assert shown["kmsKeyId"] == "key"


def test_default_branch_and_description_are_changed(client: Any) -> None:
    codecommit = client("codecommit")
    codecommit.create_repository(**NAME)
    assert codecommit.list_branches(**NAME)["branches"] == []
    codecommit.update_default_branch(**NAME, defaultBranchName="main")
    codecommit.update_repository_description(**NAME, repositoryDescription="The application")
    shown = codecommit.get_repository(**NAME)["repositoryMetadata"]
    assert (shown["defaultBranch"], shown["repositoryDescription"]) == ("main", "The application")
    assert codecommit.list_branches(**NAME)["branches"] == ["main"]


def test_triggers_are_kept(client: Any) -> None:
    codecommit = client("codecommit")
    trigger = {"name": "push", "destinationArn": "topic", "events": ["all"]}
    with pytest.raises(ClientError, match="RepositoryDoesNotExistException"):
        codecommit.get_repository_triggers(**NAME)
    codecommit.create_repository(**NAME)
    codecommit.put_repository_triggers(**NAME, triggers=[trigger])
    assert codecommit.get_repository_triggers(**NAME)["triggers"] == [trigger]
