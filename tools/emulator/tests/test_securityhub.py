from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

STANDARD = "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"


def test_hub_is_configured(client: Any) -> None:
    hub = client("securityhub")
    hub.enable_security_hub()
    shown = hub.describe_hub()
    assert (shown["AutoEnableControls"], shown["ControlFindingGenerator"]) == (True, "SECURITY_CONTROL")
    hub.update_security_hub_configuration(
        AutoEnableControls=False, ControlFindingGenerator="STANDARD_CONTROL"
    )
    shown = hub.describe_hub()
    assert (shown["AutoEnableControls"], shown["ControlFindingGenerator"]) == (False, "STANDARD_CONTROL")


def test_standard_is_subscribed_and_left(client: Any) -> None:
    hub = client("securityhub")
    hub.enable_security_hub()
    enabled = hub.batch_enable_standards(StandardsSubscriptionRequests=[{"StandardsArn": STANDARD}])
    arn = enabled["StandardsSubscriptions"][0]["StandardsSubscriptionArn"]
    assert arn.endswith(":subscription/aws-foundational-security-best-practices/v/1.0.0")
    shown = hub.get_enabled_standards(StandardsSubscriptionArns=[arn])["StandardsSubscriptions"]
    assert [(one["StandardsArn"], one["StandardsStatus"]) for one in shown] == [(STANDARD, "READY")]
    hub.batch_disable_standards(StandardsSubscriptionArns=[arn])
    assert hub.get_enabled_standards()["StandardsSubscriptions"] == []


def test_finding_aggregator_lives_from_creation_to_deletion(client: Any) -> None:
    hub = client("securityhub")
    arn = hub.create_finding_aggregator(RegionLinkingMode="SPECIFIED_REGIONS", Regions=["us-west-2"])[
        "FindingAggregatorArn"
    ]
    assert [one["FindingAggregatorArn"] for one in hub.list_finding_aggregators()["FindingAggregators"]] == [
        arn
    ]
    shown = hub.get_finding_aggregator(FindingAggregatorArn=arn)
    assert (shown["FindingAggregationRegion"], shown["Regions"]) == ("us-east-1", ["us-west-2"])
    hub.delete_finding_aggregator(FindingAggregatorArn=arn)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        hub.get_finding_aggregator(FindingAggregatorArn=arn)


def test_security_hub_is_enabled_once(client: Any) -> None:
    client("securityhub").enable_security_hub()
    with pytest.raises(ClientError, match="ResourceConflictException"):
        client("securityhub").enable_security_hub()


def test_an_account_has_one_aggregator_that_can_be_changed(client: Any) -> None:
    securityhub = client("securityhub")
    linked = {"RegionLinkingMode": "SPECIFIED_REGIONS"}
    arn = securityhub.create_finding_aggregator(**linked, Regions=["us-west-2"])["FindingAggregatorArn"]
    with pytest.raises(ClientError, match="ResourceConflictException"):
        securityhub.create_finding_aggregator(**linked, Regions=["eu-west-1"])
    securityhub.update_finding_aggregator(FindingAggregatorArn=arn, **linked, Regions=["eu-west-1"])
    assert securityhub.get_finding_aggregator(FindingAggregatorArn=arn)["Regions"] == ["eu-west-1"]
