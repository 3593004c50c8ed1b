"""Firehose: delivery to OpenSearch Service.

moto knows delivery to Elasticsearch, its predecessor, which has the same settings. So a stream is created as one of
those, and everything but its destination stays with moto: state, tags, subscriptions of log groups.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.firehose.models import FirehoseBackend, firehose_backends

from ..overlay import TO_MOTO, Answer, AwsError, Call, Params, ToMoto, amend, operation
from ..patching import patch

SERVICE = "firehose"
DESTINATIONS = "opensearch_destinations"
REQUESTED = "AmazonopensearchserviceDestinationConfiguration"
UPDATED = "AmazonopensearchserviceDestinationUpdate"
DESCRIBED = "AmazonopensearchserviceDestinationDescription"
#: https://docs.aws.amazon.com/firehose/latest/APIReference/API_AmazonopensearchserviceDestinationConfiguration.html
_DEFAULTS: Params = {
    "IndexRotationPeriod": "OneDay",
    "BufferingHints": {"IntervalInSeconds": 300, "SizeInMBs": 5},
    "RetryOptions": {"DurationInSeconds": 300},
    "S3BackupMode": "FailedDocumentsOnly",
    "ProcessingConfiguration": {"Enabled": False, "Processors": []},
    "CloudWatchLoggingOptions": {"Enabled": False},
}
#: https://docs.aws.amazon.com/firehose/latest/APIReference/API_S3DestinationConfiguration.html
_BACKUP_DEFAULTS: Params = {
    "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300},
    "CompressionFormat": "UNCOMPRESSED",
    "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
    "CloudWatchLoggingOptions": {"Enabled": False},
}


def _backend(call: Call) -> FirehoseBackend:
    return firehose_backends[call.account][call.region]


@operation(SERVICE, "CreateDeliveryStream")
def create(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html"""
    requested = call.params.get(REQUESTED)
    if requested is None:
        return TO_MOTO
    name = call.params["DeliveryStreamName"]
    others: dict[str, Any] = dict.fromkeys(
        f"{kind}_destination_configuration"
        for kind in ("s3", "extended_s3", "redshift", "splunk", "http_endpoint", "snowflake")
    )
    arn = _backend(call).create_delivery_stream(
        region=call.region,
        delivery_stream_name=name,
        delivery_stream_type=call.params.get("DeliveryStreamType", "DirectPut"),
        kinesis_stream_source_configuration={},
        delivery_stream_encryption_configuration_input={},
        elasticsearch_destination_configuration=dict(requested),
        tags=call.params.get("Tags", []),
        **others,
    )
    encryption = call.params.get("DeliveryStreamEncryptionConfigurationInput")
    call.store(DESTINATIONS)[name] = {
        "destination": _described(requested),
        "encryption": {**encryption, "Status": "ENABLED"} if encryption else None,
    }
    return {"DeliveryStreamARN": arn}


def _described(requested: Params) -> Answer:
    description = {**_DEFAULTS, **requested}
    description["S3DestinationDescription"] = {**_BACKUP_DEFAULTS, **description.pop("S3Configuration", {})}
    network = description.pop("VpcConfiguration", None)
    if network:
        # AWS adds the VPC of the subnets.
        description["VpcConfigurationDescription"] = {**network, "VpcId": ""}
    return description


@amend(SERVICE, "DescribeDeliveryStream")
def describe(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_DescribeDeliveryStream.html"""
    kept = call.recall(DESTINATIONS, call.params["DeliveryStreamName"])
    if not kept:
        return
    stream = answer["DeliveryStreamDescription"]
    stream["Destinations"] = [
        {"DestinationId": stream["Destinations"][0]["DestinationId"], DESCRIBED: kept["destination"]}
    ]
    if kept["encryption"]:
        stream["DeliveryStreamEncryptionConfiguration"] = kept["encryption"]


@operation(SERVICE, "UpdateDestination")
def update(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_UpdateDestination.html"""
    name = call.params["DeliveryStreamName"]
    kept = call.recall(DESTINATIONS, name)
    if not kept:
        return TO_MOTO
    stream = _backend(call).delivery_streams[name]
    if call.params["CurrentDeliveryStreamVersionId"] != stream.version_id:
        raise AwsError("ConcurrentModificationException", f"The current version is {stream.version_id}")
    changes = dict(call.params[UPDATED])
    kept["destination"]["S3DestinationDescription"].update(changes.pop("S3Update", {}))
    kept["destination"].update(changes)
    stream.version_id = str(int(stream.version_id) + 1)
    return {}


@amend(SERVICE, "DeleteDeliveryStream")
def forget(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeleteDeliveryStream.html"""
    call.store(DESTINATIONS).pop(call.params["DeliveryStreamName"], None)


@patch(FirehoseBackend, "send_log_event")
def deliver(
    original: Callable[..., None], self: FirehoseBackend, delivery_stream_arn: str, *args: Any, **kwargs: Any
) -> None:
    """Events of a log group are delivered to S3 alone: nothing listens at the other destinations.

    moto fails on them, and with it the call that put the events:
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
    """
    stream = self.lookup_name_from_arn(delivery_stream_arn)
    if stream is not None and "S3" in stream.destinations[0]:
        original(self, delivery_stream_arn, *args, **kwargs)
