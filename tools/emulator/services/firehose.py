"""Firehose: delivery to OpenSearch Service."""

from __future__ import annotations

from ..overlay import TO_MOTO, Answer, AwsError, Call, Params, ToMoto, now, operation
from ..tagging import as_dict, as_list

SERVICE = "firehose"
STREAMS = "opensearch_streams"
REQUESTED = "AmazonopensearchserviceDestinationConfiguration"
DESCRIBED = "AmazonopensearchserviceDestinationDescription"
#: https://docs.aws.amazon.com/firehose/latest/APIReference/API_AmazonopensearchserviceDestinationDescription.html
_DEFAULTS: Params = {
    "IndexRotationPeriod": "OneDay",
    "BufferingHints": {"IntervalInSeconds": 300, "SizeInMBs": 5},
    "RetryOptions": {"DurationInSeconds": 300},
    "S3BackupMode": "FailedDocumentsOnly",
    "ProcessingConfiguration": {"Enabled": False, "Processors": []},
    "CloudWatchLoggingOptions": {"Enabled": False},
}
#: https://docs.aws.amazon.com/firehose/latest/APIReference/API_S3DestinationDescription.html
_BACKUP_DEFAULTS: Params = {
    "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300},
    "CompressionFormat": "UNCOMPRESSED",
    "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
    "CloudWatchLoggingOptions": {"Enabled": False},
}


@operation(SERVICE, "CreateDeliveryStream")
def create(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html"""
    if REQUESTED not in call.params:
        return TO_MOTO
    name = call.params["DeliveryStreamName"]
    if name in call.store(STREAMS):
        raise AwsError(
            "ResourceInUseException", f"Firehose {name} under accountId {call.account} already exists"
        )
    arn = call.arn(SERVICE, f"deliverystream/{name}")
    stream = {
        "DeliveryStreamName": name,
        "DeliveryStreamARN": arn,
        "DeliveryStreamStatus": "ACTIVE",
        "DeliveryStreamType": call.params.get("DeliveryStreamType", "DirectPut"),
        "VersionId": "1",
        "CreateTimestamp": now(),
        "HasMoreDestinations": False,
        "Destinations": [_destination(call.params[REQUESTED])],
    }
    encryption = call.params.get("DeliveryStreamEncryptionConfigurationInput")
    if encryption:
        stream["DeliveryStreamEncryptionConfiguration"] = {**encryption, "Status": "ENABLED"}
    call.store(STREAMS)[name] = stream
    tags = call.tags_of(arn)
    tags.clear()
    tags.update(as_dict(call.params.get("Tags")))
    return {"DeliveryStreamARN": arn}


def _destination(requested: Params) -> Answer:
    description = {**_DEFAULTS, **requested}
    description["S3DestinationDescription"] = {**_BACKUP_DEFAULTS, **description.pop("S3Configuration", {})}
    network = description.pop("VpcConfiguration", None)
    if network:
        # AWS adds the VPC of the subnets; the provider shows it as a computed attribute.
        description["VpcConfigurationDescription"] = {**network, "VpcId": ""}
    return {"DestinationId": "destinationId-000000000001", DESCRIBED: description}


@operation(SERVICE, "DescribeDeliveryStream")
def describe(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_DescribeDeliveryStream.html"""
    stream = call.store(STREAMS).get(call.params["DeliveryStreamName"])
    return {"DeliveryStreamDescription": stream} if stream else TO_MOTO


@operation(SERVICE, "UpdateDestination")
def update(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_UpdateDestination.html"""
    stream = call.store(STREAMS).get(call.params["DeliveryStreamName"])
    if not stream:
        return TO_MOTO
    if call.params["CurrentDeliveryStreamVersionId"] != stream["VersionId"]:
        raise AwsError("ConcurrentModificationException", f"The current version is {stream['VersionId']}")
    changes = dict(call.params["AmazonopensearchserviceDestinationUpdate"])
    description = stream["Destinations"][0][DESCRIBED]
    description["S3DestinationDescription"].update(changes.pop("S3Update", {}))
    description.update(changes)
    stream["VersionId"] = str(int(stream["VersionId"]) + 1)
    return {}


@operation(SERVICE, "DeleteDeliveryStream")
def delete(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeleteDeliveryStream.html"""
    return {} if call.store(STREAMS).pop(call.params["DeliveryStreamName"], None) else TO_MOTO


@operation(SERVICE, "ListTagsForDeliveryStream")
def list_tags(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_ListTagsForDeliveryStream.html"""
    stream = call.store(STREAMS).get(call.params["DeliveryStreamName"])
    return (
        {"Tags": as_list(call.tags_of(stream["DeliveryStreamARN"])), "HasMoreTags": False}
        if stream
        else TO_MOTO
    )


@operation(SERVICE, "TagDeliveryStream")
def tag(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_TagDeliveryStream.html"""
    stream = call.store(STREAMS).get(call.params["DeliveryStreamName"])
    if not stream:
        return TO_MOTO
    call.tags_of(stream["DeliveryStreamARN"]).update(as_dict(call.params["Tags"]))
    return {}


@operation(SERVICE, "UntagDeliveryStream")
def untag(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/firehose/latest/APIReference/API_UntagDeliveryStream.html"""
    stream = call.store(STREAMS).get(call.params["DeliveryStreamName"])
    if not stream:
        return TO_MOTO
    for key in call.params["TagKeys"]:
        call.tags_of(stream["DeliveryStreamARN"]).pop(key, None)
    return {}
