"""AWS Budgets: changing a budget, subscribers of notifications, tags."""

from __future__ import annotations

import copy
import time
from typing import Any

from moto.budgets.models import Budget, budgets_backends

from ..overlay import Answer, AwsError, Call, amend, operation
from ..tagging import TagOperations

SERVICE = "budgets"

# https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_ListTagsForResource.html
# https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_TagResource.html
# https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_UntagResource.html
TagOperations(
    SERVICE, arn="ResourceARN", tags="ResourceTags", keys="ResourceTagKeys", listed="ResourceTags"
).register()


def _budget(call: Call, name: str) -> Budget:
    budget: Budget | None = budgets_backends[call.account]["aws"].budgets[call.account].get(name)
    if budget is None:
        raise AwsError("NotFoundException", f"Unable to get budget: {name} - the budget doesn't exist.")
    return budget


@amend(SERVICE, "CreateBudget")
def tag_budget(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html"""
    arn = call.arn("budgets", f"budget/{call.params['Budget']['BudgetName']}", region="")
    call.set_tags(arn, call.params.get("ResourceTags"))


@operation(SERVICE, "UpdateBudget")
def update_budget(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_UpdateBudget.html"""
    changed = copy.deepcopy(call.params["NewBudget"])
    budget = _budget(call, changed["BudgetName"])
    period = changed.get("TimePeriod", {})
    # moto keeps times as it reads them from a request: seconds since 1970.
    changed["TimePeriod"] = {
        **budget.budget["TimePeriod"],
        **{name: time.timestamp() for name, time in period.items()},
    }
    budget.budget = {**changed, "LastUpdatedTime": time.time()}
    return {}


@operation(SERVICE, "DescribeSubscribersForNotification")
def describe_subscribers(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeSubscribersForNotification.html"""
    wanted = _identity(call.params["Notification"])
    for notification in _budget(call, call.params["BudgetName"]).notifications:
        if _identity(notification.details) == wanted:
            return {"Subscribers": notification.subscribers}
    raise AwsError("NotFoundException", "Unable to get subscribers - the notification doesn't exist.")


def _identity(notification: dict[str, Any]) -> tuple[str, str, float]:
    return (
        notification["NotificationType"],
        notification["ComparisonOperator"],
        float(notification["Threshold"]),
    )
