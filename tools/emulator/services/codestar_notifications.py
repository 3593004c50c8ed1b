"""Notification rules of the developer tools, which moto does not know."""

from __future__ import annotations

from ..overlay import Answer, AwsError, Call, Params, new_id, now, operation

SERVICE = "codestar-notifications"
RULES = "notification_rules"


def _rule(call: Call) -> Params:
    arn = call.params["Arn"]
    if arn not in call.store(RULES):
        raise AwsError("ResourceNotFoundException", f"Notification rule not found: {arn}", 404)
    rule: Params = call.store(RULES)[arn]
    return rule


def _settings(params: Params) -> Params:
    """What a request says about a rule, in the form in which it is described.

    https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_DescribeNotificationRule.html
    """
    settings = {name: params[name] for name in ("Name", "DetailType", "Resource", "Status") if name in params}
    if "EventTypeIds" in params:
        settings["EventTypes"] = [
            {"EventTypeId": event, "ServiceName": event.split("-")[0]} for event in params["EventTypeIds"]
        ]
    if "Targets" in params:
        settings["Targets"] = [{**target, "TargetStatus": "ACTIVE"} for target in params["Targets"]]
    return settings


@operation(SERVICE, "CreateNotificationRule")
def create(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_CreateNotificationRule.html"""
    arn = call.arn(SERVICE, f"notificationrule/{new_id(40)}")
    call.store(RULES)[arn] = {
        "Status": "ENABLED",
        **_settings(call.params),
        "Arn": arn,
        "CreatedBy": call.arn("iam", "root", region=""),
        "CreatedTimestamp": now(),
        "LastModifiedTimestamp": now(),
    }
    call.set_tags(arn, call.params.get("Tags"))
    return {"Arn": arn}


@operation(SERVICE, "DescribeNotificationRule")
def describe(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_DescribeNotificationRule.html"""
    rule = _rule(call)
    return {**rule, "Tags": dict(call.tags_of(rule["Arn"]))}


@operation(SERVICE, "UpdateNotificationRule")
def update(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_UpdateNotificationRule.html"""
    _rule(call).update({**_settings(call.params), "LastModifiedTimestamp": now()})
    return {}


@operation(SERVICE, "DeleteNotificationRule")
def delete(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_DeleteNotificationRule.html"""
    _rule(call)
    del call.store(RULES)[call.params["Arn"]]
    return {"Arn": call.params["Arn"]}


@operation(SERVICE, "ListTargets")
def list_targets(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_ListTargets.html"""
    targets = {
        target["TargetAddress"]: target for rule in call.store(RULES).values() for target in rule["Targets"]
    }
    return {"Targets": list(targets.values())}


@operation(SERVICE, "DeleteTarget")
def delete_target(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_DeleteTarget.html"""
    for rule in call.store(RULES).values():
        rule["Targets"] = [
            one for one in rule["Targets"] if one["TargetAddress"] != call.params["TargetAddress"]
        ]
    return {}


@operation(SERVICE, "TagResource")
def tag(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_TagResource.html"""
    call.tags_of(call.params["Arn"]).update(call.params["Tags"])
    return {"Tags": dict(call.tags_of(call.params["Arn"]))}


@operation(SERVICE, "UntagResource")
def untag(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-notifications/latest/APIReference/API_UntagResource.html"""
    for key in call.params["TagKeys"]:
        call.tags_of(call.params["Arn"]).pop(key, None)
    return {}
