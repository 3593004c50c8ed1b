"""Application Auto Scaling: tags of scalable targets."""

from __future__ import annotations

from ..overlay import Answer, Call, amend
from ..tagging import TagOperations

SERVICE = "application-autoscaling"

# moto answers none of the three, and the provider reads a target's tags with every refresh:
# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ListTagsForResource.html
# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TagResource.html
# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_UntagResource.html
TagOperations(SERVICE, arn="ResourceARN", mapping=True).register()


@amend(SERVICE, "RegisterScalableTarget")
def keep_tags(call: Call, answer: Answer) -> None:
    """`Tags` of a registration belong to the target whose ARN is returned.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    """
    call.tags_of(answer["ScalableTargetARN"]).update(call.params.get("Tags", {}))
