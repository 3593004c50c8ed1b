from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from typing import Any

import pytest

LOCK = {"TableName": "locks", "Item": {"LockID": {"S": "x"}}, "ConditionExpression": "attribute_not_exists(LockID)"}
SCOPE = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"


@pytest.fixture
def table(client: Any) -> None:
    client("dynamodb").create_table(
        TableName="locks",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
    )


def lock(url: str, call: str, attempt: int) -> int:
    """Take a lock as Terraform does; the status of the answer."""
    headers = {
        "Authorization": SCOPE,
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": "DynamoDB_20120810.PutItem",
        "amz-sdk-invocation-id": call,
        "amz-sdk-request": f"attempt={attempt}; max=5",
    }
    request = urllib.request.Request(url, json.dumps(LOCK).encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.usefixtures("table")
def test_repeated_call_has_the_answer_that_it_had(url: str) -> None:
    call = str(uuid.uuid4())
    assert [lock(url, call, 1), lock(url, call, 2)] == [200, 200]


@pytest.mark.usefixtures("table")
def test_another_call_is_refused(url: str) -> None:
    assert [lock(url, str(uuid.uuid4()), 1), lock(url, str(uuid.uuid4()), 1)] == [200, 400]


@pytest.mark.usefixtures("table")
def test_refused_call_may_succeed_when_it_is_repeated(url: str, client: Any) -> None:
    assert lock(url, str(uuid.uuid4()), 1) == 200
    call = str(uuid.uuid4())
    assert lock(url, call, 1) == 400
    client("dynamodb").delete_item(TableName="locks", Key={"LockID": {"S": "x"}})
    assert lock(url, call, 2) == 200
