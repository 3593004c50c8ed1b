from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

NAME = {"DeliveryStreamName": "logs"}
DESTINATION = {
    "DomainARN": "arn:aws:es:us-east-1:123456789012:domain/logs",
    "RoleARN": "role",
    "IndexName": "web",
    "S3Configuration": {
        "RoleARN": "role",
        "BucketARN": "arn:aws:s3:::undelivered",
        "CompressionFormat": "GZIP",
    },
}


def _destination(firehose: Any) -> Any:
    stream = firehose.describe_delivery_stream(**NAME)["DeliveryStreamDescription"]
    return stream["Destinations"][0]["AmazonopensearchserviceDestinationDescription"]


def test_stream_to_opensearch_lives_from_creation_to_deletion(client: Any) -> None:
    firehose = client("firehose")
    firehose.create_delivery_stream(
        **NAME,
        AmazonopensearchserviceDestinationConfiguration=DESTINATION,
        Tags=[{"Key": "Stage", "Value": "dev"}],
    )
    shown = _destination(firehose)
    assert (shown["DomainARN"], shown["IndexRotationPeriod"]) == (DESTINATION["DomainARN"], "OneDay")
    assert shown["S3DestinationDescription"]["CompressionFormat"] == "GZIP"
    assert shown["S3DestinationDescription"]["BufferingHints"] == {"SizeInMBs": 5, "IntervalInSeconds": 300}

    firehose.tag_delivery_stream(**NAME, Tags=[{"Key": "Team", "Value": "web"}])
    firehose.untag_delivery_stream(**NAME, TagKeys=["Stage"])
    assert firehose.list_tags_for_delivery_stream(**NAME)["Tags"] == [{"Key": "Team", "Value": "web"}]

    firehose.delete_delivery_stream(**NAME)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        firehose.describe_delivery_stream(**NAME)


def test_destination_is_updated_in_its_current_version(client: Any) -> None:
    firehose = client("firehose")
    firehose.create_delivery_stream(**NAME, AmazonopensearchserviceDestinationConfiguration=DESTINATION)
    update = {
        **NAME,
        "CurrentDeliveryStreamVersionId": "1",
        "DestinationId": "destinationId-000000000001",
        "AmazonopensearchserviceDestinationUpdate": {
            "IndexName": "api",
            "S3Update": {"RoleARN": "role", "BucketARN": "arn:aws:s3:::other"},
        },
    }
    firehose.update_destination(**update)
    shown = _destination(firehose)
    assert (shown["IndexName"], shown["S3DestinationDescription"]["BucketARN"]) == (
        "api",
        "arn:aws:s3:::other",
    )
    with pytest.raises(ClientError, match="ConcurrentModificationException"):
        firehose.update_destination(**update)


def test_stream_to_s3_stays_with_moto(client: Any) -> None:
    firehose = client("firehose")
    firehose.create_delivery_stream(
        **NAME, ExtendedS3DestinationConfiguration={"RoleARN": "role", "BucketARN": "arn:aws:s3:::logs"}
    )
    assert "Destinations" in firehose.describe_delivery_stream(**NAME)["DeliveryStreamDescription"]
    firehose.tag_delivery_stream(**NAME, Tags=[{"Key": "Team", "Value": "web"}])
    assert firehose.list_tags_for_delivery_stream(**NAME)["Tags"] == [{"Key": "Team", "Value": "web"}]


def test_log_group_subscribes_a_stream_to_opensearch(client: Any) -> None:
    firehose, logs = client("firehose"), client("logs")
    arn = firehose.create_delivery_stream(
        **NAME, AmazonopensearchserviceDestinationConfiguration=DESTINATION
    )["DeliveryStreamARN"]
    logs.create_log_group(logGroupName="web")
    logs.create_log_stream(logGroupName="web", logStreamName="1")
    logs.put_subscription_filter(
        logGroupName="web", filterName="analytics", filterPattern="", destinationArn=arn, roleArn="role"
    )
    found = logs.describe_subscription_filters(logGroupName="web")["subscriptionFilters"]
    assert [one["destinationArn"] for one in found] == [arn]
    event = {"timestamp": int(time.time() * 1000), "message": "hello"}
    logs.put_log_events(logGroupName="web", logStreamName="1", logEvents=[event])
    shown = logs.get_log_events(logGroupName="web", logStreamName="1")["events"]
    assert [one["message"] for one in shown] == ["hello"]
