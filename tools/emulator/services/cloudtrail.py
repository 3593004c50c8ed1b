"""CloudTrail: trails named by their ARN, descriptions of the trails that were asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.cloudtrail.models import CloudTrailBackend

from ..overlay import Answer, Call, amend
from ..patching import patch


def accept_arn(
    original: Callable[..., Any], self: CloudTrailBackend, name: str, *args: Any, **kwargs: Any
) -> Any:
    """`Name` may be the name of a trail or its ARN; moto knows the name only.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html
    """
    return original(self, name.rpartition("/")[2] if name.startswith("arn:") else name, *args, **kwargs)


for _operation in ("start_logging", "stop_logging", "update_trail", "delete_trail"):
    patch(CloudTrailBackend, _operation)(accept_arn)


@amend("cloudtrail", "DescribeTrails")
def only_named_trails(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html"""
    wanted = call.params.get("trailNameList")
    if wanted:
        answer["trailList"] = [
            trail
            for trail in answer.get("trailList", [])
            if trail.get("Name") in wanted or trail.get("TrailARN") in wanted
        ]
