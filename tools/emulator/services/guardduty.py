"""GuardDuty: features of a detector, tags of filters, publishing destinations."""

from __future__ import annotations

from moto.guardduty.models import guardduty_backends

from ..overlay import TO_MOTO, Answer, AwsError, Call, Params, ToMoto, amend, new_id, operation

SERVICE = "guardduty"
DESTINATIONS = "publishing_destinations"
#: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfigurationResult.html
FEATURES = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "EKS_RUNTIME_MONITORING",
    "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
)
#: Always on; https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_data-sources.html
FOUNDATIONAL = ("CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS")


def _keep(call: Call, detector: str) -> None:
    features = {feature["Name"]: feature for feature in call.params.get("Features") or []}
    call.remember("features", detector, features)
    call.remember("data_sources", detector, call.params.get("DataSources") or {})


@operation(SERVICE, "CreateDetector")
def one_detector(call: Call) -> ToMoto:
    """A region has one detector.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
    """
    if guardduty_backends[call.account][call.region].detectors:
        message = "The request is rejected because a detector already exists for the current account."
        raise AwsError("BadRequestException", message, 400)
    return TO_MOTO


@amend(SERVICE, "CreateDetector")
def create_detector(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html"""
    _keep(call, answer["DetectorId"])


@operation(SERVICE, "UpdateDetector")
def update_detector(call: Call) -> ToMoto:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdateDetector.html"""
    _keep(call, call.params["DetectorId"])
    return TO_MOTO


@amend(SERVICE, "GetDetector")
def show_features(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetDetector.html"""
    detector = call.params["DetectorId"]
    requested = call.recall("features", detector)
    answer["Features"] = [{"Name": name, "Status": "ENABLED"} for name in FOUNDATIONAL]
    for name in FEATURES:
        feature = requested.get(name, {})
        extra = [
            {"Name": one["Name"], "Status": one["Status"]}
            for one in feature.get("AdditionalConfiguration", [])
        ]
        answer["Features"].append(
            {"Name": name, "Status": feature.get("Status", "DISABLED"), "AdditionalConfiguration": extra}
        )
    answer["DataSources"] = _data_sources(call.recall("data_sources", detector))


def _data_sources(requested: Params) -> Answer:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DataSourceConfigurationsResult.html"""

    def status(*path: str) -> Answer:
        value: object = requested
        for name in path:
            value = value.get(name, {}) if isinstance(value, dict) else {}
        return {"Status": "ENABLED" if value is True else "DISABLED"}

    scan = status("MalwareProtection", "ScanEc2InstanceWithFindings", "EbsVolumes")
    return {
        **{name: {"Status": "ENABLED"} for name in ("CloudTrail", "DNSLogs", "FlowLogs")},
        "S3Logs": status("S3Logs", "Enable"),
        "Kubernetes": {"AuditLogs": status("Kubernetes", "AuditLogs", "Enable")},
        "MalwareProtection": {"ScanEc2InstanceWithFindings": {"EbsVolumes": scan}},
    }


def _detector_tags(call: Call) -> Params:
    detector = call.params["ResourceArn"].rpartition("detector/")[2]
    found = guardduty_backends[call.account][call.region].detectors.get(detector)
    if found is None:
        raise AwsError("BadRequestException", "The request is rejected: there is no such detector.", 400)
    tags: Params = found.tags
    return tags


@operation(SERVICE, "TagResource")
def tag(call: Call) -> Answer:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_TagResource.html"""
    _detector_tags(call).update(call.params["Tags"])
    return {}


@operation(SERVICE, "UntagResource")
def untag(call: Call) -> Answer:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UntagResource.html"""
    for key in call.params["TagKeys"]:
        _detector_tags(call).pop(key, None)
    return {}


@amend(SERVICE, "CreateFilter")
def keep_filter_tags(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateFilter.html"""
    call.store("filter_tags")[(call.params["DetectorId"], call.params["Name"])] = call.params.get("Tags", {})


@amend(SERVICE, "GetFilter")
def show_filter_tags(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetFilter.html"""
    answer["Tags"] = call.store("filter_tags").get((call.params["DetectorId"], call.params["FilterName"]), {})


def _destination(call: Call) -> Params:
    identifier = call.params["DestinationId"]
    if identifier not in call.store(DESTINATIONS):
        raise AwsError(
            "BadRequestException",
            "The request is rejected because the one or more input parameters have invalid values.",
        )
    destination: Params = call.store(DESTINATIONS)[identifier]
    return destination


@operation(SERVICE, "CreatePublishingDestination")
def create_destination(call: Call) -> Answer:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreatePublishingDestination.html"""
    identifier = new_id()
    call.store(DESTINATIONS)[identifier] = {
        "DestinationId": identifier,
        "DestinationType": call.params["DestinationType"],
        "DestinationProperties": call.params["DestinationProperties"],
        "Status": "PUBLISHING",
        "PublishingFailureStartTimestamp": 0,
    }
    return {"DestinationId": identifier}


@operation(SERVICE, "DescribePublishingDestination")
def describe_destination(call: Call) -> Answer:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DescribePublishingDestination.html"""
    return _destination(call)


@operation(SERVICE, "DeletePublishingDestination")
def delete_destination(call: Call) -> Answer:
    """https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DeletePublishingDestination.html"""
    _destination(call)
    del call.store(DESTINATIONS)[call.params["DestinationId"]]
    return {}
