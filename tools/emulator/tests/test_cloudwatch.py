from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

ALARM = {
    "MetricName": "CPUUtilization",
    "Namespace": "AWS/ECS",
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 80,
    "ComparisonOperator": "GreaterThanThreshold",
}


def _names(answer: dict[str, Any]) -> tuple[list[str], list[str]]:
    kinds = (answer.get("MetricAlarms", []), answer.get("CompositeAlarms", []))
    return tuple([alarm["AlarmName"] for alarm in alarms] for alarms in kinds)  # type: ignore[return-value]


def test_composite_alarm_is_described_among_its_kind(client: Any) -> None:
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_alarm(AlarmName="cpu", **ALARM)
    cloudwatch.put_composite_alarm(
        AlarmName="service", AlarmRule="ALARM(cpu)", ActionsSuppressor="cpu", ActionsSuppressorWaitPeriod=60
    )
    composite = cloudwatch.describe_alarms(AlarmNames=["service"], AlarmTypes=["CompositeAlarm"])[
        "CompositeAlarms"
    ][0]
    assert (composite["AlarmRule"], composite["ActionsSuppressorWaitPeriod"]) == ("ALARM(cpu)", 60)
    assert composite["ActionsEnabled"] is True

    assert _names(cloudwatch.describe_alarms()) == (["cpu"], [])
    assert _names(cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])) == ([], ["service"])
    assert _names(cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm", "MetricAlarm"])) == (
        ["cpu"],
        ["service"],
    )


def test_each_kind_of_alarm_is_deleted(client: Any) -> None:
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_alarm(AlarmName="cpu", **ALARM)
    cloudwatch.put_composite_alarm(AlarmName="service", AlarmRule="ALARM(cpu)")
    cloudwatch.delete_alarms(AlarmNames=["service"])
    kinds = ["CompositeAlarm", "MetricAlarm"]
    assert _names(cloudwatch.describe_alarms(AlarmTypes=kinds)) == (["cpu"], [])
    cloudwatch.delete_alarms(AlarmNames=["cpu"])
    assert _names(cloudwatch.describe_alarms(AlarmTypes=kinds)) == ([], [])


def test_an_alarm_stays_while_a_composite_alarm_depends_on_it(client: Any) -> None:
    cloudwatch = client("cloudwatch")
    for name in ("cpu", "memory"):
        cloudwatch.put_metric_alarm(AlarmName=name, **ALARM)
    cloudwatch.put_composite_alarm(AlarmName="service", AlarmRule='ALARM("cpu") OR ALARM(memory)')
    with pytest.raises(ClientError, match="Cannot delete cpu as there are composite alarm"):
        cloudwatch.delete_alarms(AlarmNames=["cpu"])
    cloudwatch.put_composite_alarm(AlarmName="service", AlarmRule="ALARM(memory)")
    cloudwatch.delete_alarms(AlarmNames=["cpu"])
    assert _names(cloudwatch.describe_alarms()) == (["memory"], [])


def test_a_composite_alarm_is_about_alarms_that_exist(client: Any) -> None:
    cloudwatch = client("cloudwatch")
    with pytest.raises(ClientError, match=r"alarms \[cpu\] in the alarm rule do not exist"):
        cloudwatch.put_composite_alarm(AlarmName="service", AlarmRule="ALARM(cpu)")


def test_both_kinds_of_alarm_have_tags(client: Any) -> None:
    cloudwatch = client("cloudwatch")
    tags = [{"Key": "Stage", "Value": "dev"}]
    cloudwatch.put_metric_alarm(AlarmName="cpu", **ALARM, Tags=tags)
    cloudwatch.put_composite_alarm(AlarmName="service", AlarmRule="ALARM(cpu)", Tags=tags)
    for name in ("cpu", "service"):
        arn = f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}"
        cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": "Team", "Value": "web"}])
        cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["Stage"])
        assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "Team", "Value": "web"}]
