from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_analyzer_lives_from_creation_to_deletion(client: Any) -> None:
    analyzers = client("accessanalyzer")
    unused = {"unusedAccess": {"unusedAccessAge": 90}}
    arn = analyzers.create_analyzer(
        analyzerName="unused", type="ACCOUNT_UNUSED_ACCESS", configuration=unused, tags={"Stage": "dev"}
    )["arn"]
    analyzers.create_analyzer(analyzerName="account", type="ACCOUNT")
    analyzers.tag_resource(resourceArn=arn, tags={"Team": "web"})
    analyzers.untag_resource(resourceArn=arn, tagKeys=["Stage"])

    shown = analyzers.get_analyzer(analyzerName="unused")["analyzer"]
    assert (shown["configuration"], shown["status"], shown["tags"]) == (unused, "ACTIVE", {"Team": "web"})
    assert analyzers.list_tags_for_resource(resourceArn=arn)["tags"] == {"Team": "web"}
    assert [one["name"] for one in analyzers.list_analyzers(type="ACCOUNT")["analyzers"]] == ["account"]
    with pytest.raises(ClientError, match="ConflictException"):
        analyzers.create_analyzer(analyzerName="unused", type="ACCOUNT")

    analyzers.delete_analyzer(analyzerName="unused")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        analyzers.get_analyzer(analyzerName="unused")


def test_an_account_has_one_analyzer_of_a_type(client: Any) -> None:
    client("accessanalyzer").create_analyzer(analyzerName="one", type="ACCOUNT")
    with pytest.raises(ClientError, match="ServiceQuotaExceededException"):
        client("accessanalyzer").create_analyzer(analyzerName="two", type="ACCOUNT")
    client("accessanalyzer").create_analyzer(analyzerName="unused", type="ACCOUNT_UNUSED_ACCESS")
