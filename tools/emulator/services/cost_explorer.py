"""Cost Explorer: anomaly monitors and subscriptions, which moto does not know."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from ..overlay import Answer, AwsError, Call, Params, now, operation
from ..tagging import TagOperations

SERVICE = "ce"
DATE = "%Y-%m-%d"

# Cost categories stay with moto.
# https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_ListTagsForResource.html
# https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_TagResource.html
# https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_UntagResource.html
TagOperations(
    SERVICE,
    arn="ResourceArn",
    tags="ResourceTags",
    keys="ResourceTagKeys",
    listed="ResourceTags",
    mine=lambda arn: ":anomaly" in arn,
).register()


@dataclass(frozen=True)
class _Kind:
    """One of the two resources of anomaly detection; their operations differ in names only.

    Attributes:
        name: the noun in the names of the operations, `Monitor` or `Subscription`.
        arn: the member that holds the ARN.
        added: what AWS adds to what was requested.
    """

    name: str
    arn: str
    added: Callable[[Call], Params]

    @property
    def store(self) -> str:
        return f"anomaly_{self.name.lower()}s"

    def find(self, call: Call) -> Params:
        arn = call.params[self.arn]
        if arn not in call.global_store(self.store):
            raise AwsError(f"Unknown{self.name}Exception", f"There is no anomaly {self.name.lower()} {arn}")
        found: Params = call.global_store(self.store)[arn]
        return found

    def create(self, call: Call) -> Answer:
        """https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_CreateAnomalyMonitor.html"""
        requested = call.params[f"Anomaly{self.name}"]
        self.check_limit(call, requested)
        arn = call.arn(SERVICE, f"anomaly{self.name.lower()}/{uuid.uuid4()}", region="")
        call.global_store(self.store)[arn] = {**requested, **self.added(call), self.arn: arn}
        call.set_tags(arn, call.params.get("ResourceTags"))
        return {self.arn: arn}

    def check_limit(self, call: Call, requested: Params) -> None:
        """An account has one monitor of AWS services.

        https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html
        """
        if requested.get("MonitorType") != "DIMENSIONAL":
            return
        if any(one.get("MonitorType") == "DIMENSIONAL" for one in call.global_store(self.store).values()):
            raise AwsError("LimitExceededException", "Limit exceeded on dimensional spend monitor creation")

    def get(self, call: Call) -> Answer:
        """https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetAnomalyMonitors.html"""
        wanted = call.params.get(f"{self.arn}List")
        known = call.global_store(self.store)
        for arn in wanted or []:
            if arn not in known:
                raise AwsError(
                    f"Unknown{self.name}Exception", f"There is no anomaly {self.name.lower()} {arn}"
                )
        return {f"Anomaly{self.name}s": [one for arn, one in known.items() if not wanted or arn in wanted]}

    def update(self, call: Call) -> Answer:
        """https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_UpdateAnomalySubscription.html"""
        self.find(call).update(call.params)
        return {self.arn: call.params[self.arn]}

    def delete(self, call: Call) -> Answer:
        """https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_DeleteAnomalySubscription.html"""
        self.find(call)
        del call.global_store(self.store)[call.params[self.arn]]
        return {}

    def register(self) -> None:
        operation(SERVICE, f"CreateAnomaly{self.name}")(self.create)
        operation(SERVICE, f"GetAnomaly{self.name}s")(self.get)
        operation(SERVICE, f"UpdateAnomaly{self.name}")(self.update)
        operation(SERVICE, f"DeleteAnomaly{self.name}")(self.delete)


_Kind(
    "Monitor", "MonitorArn", lambda _: {"CreationDate": now().strftime(DATE), "DimensionalValueCount": 1}
).register()
_Kind("Subscription", "SubscriptionArn", lambda call: {"AccountId": call.account}).register()


@operation(SERVICE, "UpdateCostAllocationTagsStatus")
def update_tags_status(call: Call) -> Answer:
    """Every tag counts as billed already; AWS refuses those that it has not seen on a bill.

    https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_UpdateCostAllocationTagsStatus.html
    """
    for one in call.params["CostAllocationTagsStatus"]:
        call.global_store("cost_allocation_tags")[one["TagKey"]] = one["Status"]
    return {"Errors": []}


@operation(SERVICE, "ListCostAllocationTags")
def list_cost_allocation_tags(call: Call) -> Answer:
    """https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_ListCostAllocationTags.html"""
    keys, status = call.params.get("TagKeys"), call.params.get("Status")
    return {
        "CostAllocationTags": [
            {"TagKey": key, "Type": "UserDefined", "Status": state}
            for key, state in call.global_store("cost_allocation_tags").items()
            if (not keys or key in keys) and status in (None, state)
        ]
    }
