"""CloudWatch Logs: log group classes, saved Logs Insights queries."""

from __future__ import annotations

import time
import uuid

from ..overlay import Answer, AwsError, Call, amend, operation

QUERIES = "query_definitions"


@amend("logs", "CreateLogGroup")
def keep_class(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"""
    call.store("classes")[call.params["logGroupName"]] = call.params.get("logGroupClass", "STANDARD")


@amend("logs", "DescribeLogGroups")
def show_class(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html"""
    for group in answer.get("logGroups", []):
        group["logGroupClass"] = call.store("classes").get(group["logGroupName"], "STANDARD")


@operation("logs", "PutQueryDefinition")
def put_query_definition(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html"""
    identifier = call.params.get("queryDefinitionId") or str(uuid.uuid4())
    call.store(QUERIES)[identifier] = {
        "logGroupNames": [],
        **{name: value for name, value in call.params.items() if name != "clientToken"},
        "queryDefinitionId": identifier,
        "lastModified": int(time.time() * 1000),
    }
    return {"queryDefinitionId": identifier}


@operation("logs", "DescribeQueryDefinitions")
def describe_query_definitions(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueryDefinitions.html"""
    prefix = call.params.get("queryDefinitionNamePrefix", "")
    queries = call.store(QUERIES).values()
    return {"queryDefinitions": [query for query in queries if query["name"].startswith(prefix)]}


@operation("logs", "DeleteQueryDefinition")
def delete_query_definition(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteQueryDefinition.html"""
    if call.store(QUERIES).pop(call.params["queryDefinitionId"], None) is None:
        raise AwsError("ResourceNotFoundException", "There is no query definition of this id")
    return {"success": True}
