from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_connection_is_pending_until_it_is_deleted(client: Any) -> None:
    connections = client("codestar-connections")
    tags = [{"Key": "Stage", "Value": "dev"}]
    arn = connections.create_connection(ConnectionName="github", ProviderType="GitHub", Tags=tags)[
        "ConnectionArn"
    ]
    shown = connections.get_connection(ConnectionArn=arn)["Connection"]
    assert (shown["ConnectionStatus"], shown["ProviderType"]) == ("PENDING", "GitHub")
    assert [one["ConnectionArn"] for one in connections.list_connections()["Connections"]] == [arn]
    assert connections.list_tags_for_resource(ResourceArn=arn)["Tags"] == tags
    connections.delete_connection(ConnectionArn=arn)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        connections.get_connection(ConnectionArn=arn)


def test_notification_rule_lives_from_creation_to_deletion(client: Any) -> None:
    notifications = client("codestar-notifications")
    target = {"TargetType": "SNS", "TargetAddress": "topic"}
    arn = notifications.create_notification_rule(
        Name="pipeline",
        DetailType="FULL",
        Resource="pipeline",
        EventTypeIds=["codepipeline-pipeline-pipeline-execution-failed"],
        Targets=[target],
        Tags={"Stage": "dev"},
    )["Arn"]
    notifications.update_notification_rule(Arn=arn, Status="DISABLED")
    notifications.tag_resource(Arn=arn, Tags={"Team": "web"})
    notifications.untag_resource(Arn=arn, TagKeys=["Stage"])

    rule = notifications.describe_notification_rule(Arn=arn)
    assert (rule["Status"], rule["DetailType"], rule["Tags"]) == ("DISABLED", "FULL", {"Team": "web"})
    assert [one["EventTypeId"] for one in rule["EventTypes"]] == [
        "codepipeline-pipeline-pipeline-execution-failed"
    ]
    assert notifications.list_targets()["Targets"] == [{**target, "TargetStatus": "ACTIVE"}]

    notifications.delete_target(TargetAddress="topic", ForceUnsubscribeAll=True)
    assert notifications.describe_notification_rule(Arn=arn)["Targets"] == []
    notifications.delete_notification_rule(Arn=arn)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        notifications.describe_notification_rule(Arn=arn)
