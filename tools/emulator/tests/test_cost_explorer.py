from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

MONITOR = {"MonitorName": "services", "MonitorType": "DIMENSIONAL", "MonitorDimension": "SERVICE"}


def test_monitor_lives_from_creation_to_deletion(client: Any) -> None:
    ce = client("ce")
    arn = ce.create_anomaly_monitor(AnomalyMonitor=MONITOR, ResourceTags=[{"Key": "Stage", "Value": "dev"}])[
        "MonitorArn"
    ]
    ce.update_anomaly_monitor(MonitorArn=arn, MonitorName="all services")
    shown = ce.get_anomaly_monitors(MonitorArnList=[arn])["AnomalyMonitors"][0]
    assert (shown["MonitorName"], shown["MonitorDimension"]) == ("all services", "SERVICE")
    assert ce.list_tags_for_resource(ResourceArn=arn)["ResourceTags"] == [{"Key": "Stage", "Value": "dev"}]
    ce.delete_anomaly_monitor(MonitorArn=arn)
    with pytest.raises(ClientError, match="UnknownMonitorException"):
        ce.get_anomaly_monitors(MonitorArnList=[arn])


def test_account_has_one_monitor_of_services(client: Any) -> None:
    ce = client("ce")
    ce.create_anomaly_monitor(AnomalyMonitor=MONITOR)
    with pytest.raises(ClientError, match="LimitExceededException"):
        ce.create_anomaly_monitor(AnomalyMonitor={**MONITOR, "MonitorName": "again"})


def test_subscription_lives_from_creation_to_deletion(client: Any) -> None:
    ce = client("ce", "us-west-2")
    subscription = {
        "SubscriptionName": "services",
        "MonitorArnList": ["monitor"],
        "Frequency": "IMMEDIATE",
        "Subscribers": [{"Type": "SNS", "Address": "topic"}],
    }
    arn = ce.create_anomaly_subscription(AnomalySubscription=subscription)["SubscriptionArn"]
    client("ce").update_anomaly_subscription(SubscriptionArn=arn, Frequency="DAILY")
    shown = ce.get_anomaly_subscriptions()["AnomalySubscriptions"][0]
    assert (shown["Frequency"], shown["AccountId"], shown["Subscribers"]) == (
        "DAILY",
        "123456789012",
        subscription["Subscribers"],
    )
    ce.delete_anomaly_subscription(SubscriptionArn=arn)
    assert ce.get_anomaly_subscriptions()["AnomalySubscriptions"] == []


def test_cost_allocation_tags_are_activated_and_deactivated(client: Any) -> None:
    ce = client("ce")
    for status in ("Active", "Inactive"):
        changed = ce.update_cost_allocation_tags_status(
            CostAllocationTagsStatus=[{"TagKey": "Project", "Status": status}]
        )
        assert changed["Errors"] == []
        listed = ce.list_cost_allocation_tags(TagKeys=["Project"])["CostAllocationTags"]
        assert listed == [{"TagKey": "Project", "Type": "UserDefined", "Status": status}]
    assert ce.list_cost_allocation_tags(Status="Active")["CostAllocationTags"] == []
    assert ce.list_cost_allocation_tags(TagKeys=["Other"])["CostAllocationTags"] == []
