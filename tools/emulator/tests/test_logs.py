from __future__ import annotations

from typing import Any


def test_log_group_keeps_its_class(client: Any) -> None:
    logs = client("logs")
    logs.create_log_group(logGroupName="cheap", logGroupClass="INFREQUENT_ACCESS")
    logs.create_log_group(logGroupName="usual")
    classes = {
        group["logGroupName"]: group["logGroupClass"] for group in logs.describe_log_groups()["logGroups"]
    }
    assert classes == {"cheap": "INFREQUENT_ACCESS", "usual": "STANDARD"}


def test_query_definition_lives_from_creation_to_deletion(client: Any) -> None:
    logs = client("logs")
    identifier = logs.put_query_definition(name="web/errors", queryString="fields @message")[
        "queryDefinitionId"
    ]
    logs.put_query_definition(
        queryDefinitionId=identifier,
        name="web/errors",
        queryString="fields @timestamp",
        logGroupNames=["web"],
    )
    logs.put_query_definition(name="worker/errors", queryString="fields @message")

    found = logs.describe_query_definitions(queryDefinitionNamePrefix="web/")["queryDefinitions"]
    assert [(query["queryString"], query["logGroupNames"]) for query in found] == [
        ("fields @timestamp", ["web"])
    ]

    logs.delete_query_definition(queryDefinitionId=identifier)
    names = [query["name"] for query in logs.describe_query_definitions()["queryDefinitions"]]
    assert names == ["worker/errors"]
