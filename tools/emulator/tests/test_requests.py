"""The record of the operations that were asked for."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError


def _recorded(url: str, query: str = "") -> dict[str, int]:
    with urllib.request.urlopen(f"{url}/_emulator/requests{query}", timeout=5) as answer:
        return {f"{one['service']}:{one['operation']}": one["count"] for one in json.load(answer)}


def test_operations_are_counted_in_every_protocol(client: Any, url: str) -> None:
    ec2, s3 = client("ec2"), client("s3")
    ec2.describe_vpcs()
    ec2.describe_vpcs()
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="a/b", Body=b"")
    s3.get_bucket_versioning(Bucket="bucket")
    s3.list_objects_v2(Bucket="bucket")
    client("dynamodb").list_tables()
    client("lambda").list_functions()
    client("elbv2").describe_load_balancers()
    client("cloudwatch").describe_alarms()
    client("accessanalyzer").list_analyzers()
    assert _recorded(url) == {
        "accessanalyzer:ListAnalyzers": 1,
        "cloudwatch:DescribeAlarms": 1,
        "dynamodb:ListTables": 1,
        "ec2:DescribeVpcs": 2,
        "elbv2:DescribeLoadBalancers": 1,
        "lambda:ListFunctions": 1,
        "s3:CreateBucket": 1,
        "s3:GetBucketVersioning": 1,
        "s3:ListObjectsV2": 1,
        "s3:PutObject": 1,
    }


def test_a_refused_operation_was_asked_for_too(client: Any, url: str) -> None:
    with pytest.raises(ClientError):
        client("iam").get_role(RoleName="none")
    assert _recorded(url) == {"iam:GetRole": 1}


def test_operations_are_counted_by_access_key(emulator: Any, url: str) -> None:
    def client(service: str, access_key: str) -> Any:
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=url,
            aws_access_key_id=access_key,
            aws_secret_access_key="test",
        )

    client("sqs", "one").list_queues()
    client("sqs", "other").list_queues()
    client("sns", "other").list_topics()
    assert _recorded(url, "?access-key=one") == {"sqs:ListQueues": 1}
    assert _recorded(url, "?access-key=other") == {"sns:ListTopics": 1, "sqs:ListQueues": 1}
    assert _recorded(url, "?access-key=nobody") == {}
    assert _recorded(url) == {"sns:ListTopics": 1, "sqs:ListQueues": 2}


def test_a_reset_forgets(client: Any, url: str) -> None:
    client("sqs").list_queues()
    urllib.request.urlopen(urllib.request.Request(f"{url}/_emulator/reset", method="POST"), timeout=5)
    assert _recorded(url) == {}
