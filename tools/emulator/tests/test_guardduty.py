from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def _statuses(guardduty: Any, detector: str) -> dict[str, str]:
    return {
        feature["Name"]: feature["Status"]
        for feature in guardduty.get_detector(DetectorId=detector)["Features"]
    }


def test_features_of_a_detector_are_kept(client: Any) -> None:
    guardduty = client("guardduty")
    detector = guardduty.create_detector(Enable=True, DataSources={"S3Logs": {"Enable": True}})["DetectorId"]
    agent = [{"Name": "ECS_FARGATE_AGENT_MANAGEMENT", "Status": "ENABLED"}]
    feature = {"Name": "RUNTIME_MONITORING", "Status": "ENABLED", "AdditionalConfiguration": agent}
    guardduty.update_detector(DetectorId=detector, Features=[feature])
    guardduty.update_detector(
        DetectorId=detector, Features=[{"Name": "RDS_LOGIN_EVENTS", "Status": "ENABLED"}]
    )

    statuses = _statuses(guardduty, detector)
    assert (statuses["RUNTIME_MONITORING"], statuses["RDS_LOGIN_EVENTS"]) == ("ENABLED", "ENABLED")
    assert (statuses["EKS_AUDIT_LOGS"], statuses["CLOUD_TRAIL"]) == ("DISABLED", "ENABLED")
    shown = guardduty.get_detector(DetectorId=detector)
    runtime = next(one for one in shown["Features"] if one["Name"] == "RUNTIME_MONITORING")
    assert runtime["AdditionalConfiguration"] == agent
    assert shown["DataSources"]["S3Logs"]["Status"] == "ENABLED"
    assert shown["DataSources"]["Kubernetes"]["AuditLogs"]["Status"] == "DISABLED"


def test_filter_has_tags(client: Any) -> None:
    guardduty = client("guardduty")
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    guardduty.create_filter(
        DetectorId=detector, Name="low", FindingCriteria={"Criterion": {}}, Tags={"Stage": "dev"}
    )
    assert guardduty.get_filter(DetectorId=detector, FilterName="low")["Tags"] == {"Stage": "dev"}


def test_publishing_destination_lives_from_creation_to_deletion(client: Any) -> None:
    guardduty = client("guardduty")
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    properties = {"DestinationArn": "arn:aws:s3:::findings", "KmsKeyArn": "key"}
    destination = guardduty.create_publishing_destination(
        DetectorId=detector, DestinationType="S3", DestinationProperties=properties
    )["DestinationId"]
    key = {"DetectorId": detector, "DestinationId": destination}
    shown = guardduty.describe_publishing_destination(**key)
    assert (shown["DestinationProperties"], shown["Status"]) == (properties, "PUBLISHING")
    guardduty.delete_publishing_destination(**key)
    with pytest.raises(ClientError, match="BadRequestException"):
        guardduty.describe_publishing_destination(**key)


def test_a_region_has_one_detector(client: Any) -> None:
    client("guardduty").create_detector(Enable=True)
    with pytest.raises(ClientError, match="a detector already exists"):
        client("guardduty").create_detector(Enable=True)
    client("guardduty", "us-west-2").create_detector(Enable=True)


def test_tags_of_a_detector_can_be_changed(client: Any) -> None:
    guardduty = client("guardduty")
    detector = guardduty.create_detector(Enable=True, Tags={"Stage": "dev"})["DetectorId"]
    arn = f"arn:aws:guardduty:us-east-1:123456789012:detector/{detector}"
    guardduty.tag_resource(ResourceArn=arn, Tags={"Team": "platform"})
    guardduty.untag_resource(ResourceArn=arn, TagKeys=["Stage"])
    assert guardduty.get_detector(DetectorId=detector)["Tags"] == {"Team": "platform"}
    with pytest.raises(ClientError, match="BadRequestException"):
        guardduty.tag_resource(ResourceArn=arn + "0", Tags={"Team": "platform"})
