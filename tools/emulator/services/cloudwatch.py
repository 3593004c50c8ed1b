"""CloudWatch: composite alarms."""

from __future__ import annotations

import re

from moto.cloudwatch.models import cloudwatch_backends

from ..overlay import TO_MOTO, Answer, AwsError, Call, ToMoto, amend, now, operation, tags_as_dict
from ..tagging import as_list

SERVICE = "cloudwatch"
COMPOSITE = "composite_alarms"


_MEMBER = re.compile(r'(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*"?([^")]+?)"?\s*\)')


def _members(rule: str) -> set[str]:
    """The names of the alarms that a rule is about; it calls them by name or ARN."""
    return {member.rpartition(":alarm:")[2] for member in _MEMBER.findall(rule)}


@operation(SERVICE, "PutCompositeAlarm")
def put(call: Call) -> Answer:
    """A rule is about alarms that exist.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
    """
    name = call.params["AlarmName"]
    existing = {*cloudwatch_backends[call.account][call.region].alarms, *call.store(COMPOSITE)}
    if unknown := sorted(_members(call.params["AlarmRule"]) - existing):
        message = f"Could not save the composite alarm as alarms [{', '.join(unknown)}] in the alarm rule do not exist"
        raise AwsError("ValidationError", message)
    requested = {field: value for field, value in call.params.items() if field != "Tags"}
    alarm: Answer = {
        "ActionsEnabled": True,
        **requested,
        "AlarmArn": call.arn(SERVICE, f"alarm:{name}"),
        "StateValue": "INSUFFICIENT_DATA",
        "AlarmConfigurationUpdatedTimestamp": now(),
    }
    if name not in call.store(COMPOSITE):
        call.set_tags(alarm["AlarmArn"], call.params.get("Tags"))
    call.store(COMPOSITE)[name] = alarm
    return {}


@amend(SERVICE, "DescribeAlarms")
def describe(call: Call, answer: Answer) -> None:
    """Composite alarms are described only if `AlarmTypes` asks for them.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
    """
    types = call.params.get("AlarmTypes", ["MetricAlarm"])
    if "MetricAlarm" not in types:
        answer["MetricAlarms"] = []
    if "CompositeAlarm" in types:
        names, prefix = call.params.get("AlarmNames"), call.params.get("AlarmNamePrefix", "")
        answer["CompositeAlarms"] = [
            alarm
            for name, alarm in call.store(COMPOSITE).items()
            if (not names or name in names) and name.startswith(prefix)
        ]


@operation(SERVICE, "DeleteAlarms")
def delete(call: Call) -> Answer | ToMoto:
    """A composite alarm is deleted on its own; one call does not mix the two kinds.

    An alarm stays as long as the rule of another one is about it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
    """
    doomed = set(call.params["AlarmNames"])
    needed = {
        member
        for name, alarm in call.store(COMPOSITE).items()
        if name not in doomed
        for member in _members(alarm["AlarmRule"])
    }
    if kept := sorted(doomed & needed):
        message = f"Cannot delete {','.join(kept)} as there are composite alarm(s) depending on it."
        raise AwsError("ValidationError", message)
    composite = [name for name in call.params["AlarmNames"] if name in call.store(COMPOSITE)]
    for name in composite:
        del call.store(COMPOSITE)[name]
    return {} if composite else TO_MOTO


def _is_composite(call: Call) -> bool:
    """Alarms of both kinds have ARNs of one form, so only the store tells whose tags they are."""
    return any(alarm["AlarmArn"] == call.params["ResourceARN"] for alarm in call.store(COMPOSITE).values())


@operation(SERVICE, "ListTagsForResource")
def list_tags(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html"""
    return {"Tags": as_list(call.tags_of(call.params["ResourceARN"]))} if _is_composite(call) else TO_MOTO


@operation(SERVICE, "TagResource")
def tag(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html"""
    if not _is_composite(call):
        return TO_MOTO
    call.tags_of(call.params["ResourceARN"]).update(tags_as_dict(call.params["Tags"]))
    return {}


@operation(SERVICE, "UntagResource")
def untag(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_UntagResource.html"""
    if not _is_composite(call):
        return TO_MOTO
    for key in call.params["TagKeys"]:
        call.tags_of(call.params["ResourceARN"]).pop(key, None)
    return {}
