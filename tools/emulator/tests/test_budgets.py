from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

ACCOUNT = {"AccountId": "123456789012"}
BUDGET = {
    "BudgetName": "all",
    "BudgetType": "COST",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": {"Amount": "100", "Unit": "USD"},
}
NOTIFICATION = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
SUBSCRIBERS = [{"SubscriptionType": "EMAIL", "Address": "ops@example.com"}]


def test_subscribers_of_a_notification_are_kept(client: Any) -> None:
    budgets = client("budgets")
    both = {"Notification": NOTIFICATION, "Subscribers": SUBSCRIBERS}
    budgets.create_budget(**ACCOUNT, Budget=BUDGET, NotificationsWithSubscribers=[both])
    name = {**ACCOUNT, "BudgetName": "all"}
    assert (
        budgets.describe_subscribers_for_notification(**name, Notification=NOTIFICATION)["Subscribers"]
        == SUBSCRIBERS
    )

    forecast = {**NOTIFICATION, "NotificationType": "FORECASTED"}
    with pytest.raises(ClientError, match="NotFoundException"):
        budgets.describe_subscribers_for_notification(**name, Notification=forecast)
    budgets.create_notification(**name, Notification=forecast, Subscribers=SUBSCRIBERS)
    assert (
        budgets.describe_subscribers_for_notification(**name, Notification=forecast)["Subscribers"]
        == SUBSCRIBERS
    )


def test_budget_is_changed(client: Any) -> None:
    budgets = client("budgets")
    budgets.create_budget(**ACCOUNT, Budget=BUDGET)
    start = datetime(2025, 1, 1, tzinfo=timezone.utc)
    limit = {"Amount": "200", "Unit": "USD"}
    budgets.update_budget(
        **ACCOUNT, NewBudget={**BUDGET, "BudgetLimit": limit, "TimePeriod": {"Start": start}}
    )
    shown = budgets.describe_budget(**ACCOUNT, BudgetName="all")["Budget"]
    assert (shown["BudgetLimit"], shown["TimePeriod"]["Start"]) == (limit, start)
    with pytest.raises(ClientError, match="NotFoundException"):
        budgets.update_budget(**ACCOUNT, NewBudget={**BUDGET, "BudgetName": "other"})


def test_budget_has_tags(client: Any) -> None:
    budgets = client("budgets")
    budgets.create_budget(**ACCOUNT, Budget=BUDGET, ResourceTags=[{"Key": "Stage", "Value": "dev"}])
    arn = "arn:aws:budgets::123456789012:budget/all"
    budgets.tag_resource(ResourceARN=arn, ResourceTags=[{"Key": "Team", "Value": "web"}])
    budgets.untag_resource(ResourceARN=arn, ResourceTagKeys=["Stage"])
    assert budgets.list_tags_for_resource(ResourceARN=arn)["ResourceTags"] == [
        {"Key": "Team", "Value": "web"}
    ]
