"""CloudWatch: composite alarms."""

from __future__ import annotations

from ..overlay import TO_MOTO, Answer, Call, ToMoto, amend, now, operation, tags_as_dict
from ..tagging import as_list

SERVICE = "cloudwatch"
COMPOSITE = "composite_alarms"


@operation(SERVICE, "PutCompositeAlarm")
def put(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html"""
    name = call.params["AlarmName"]
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

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
    """
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
