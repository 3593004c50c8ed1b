"""The tag operations of a service, for resources that moto does not know or cannot tag."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .overlay import TO_MOTO, Answer, Call, ToMoto, operation, tags_as_dict


def as_list(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as AWS's list of pairs, sorted by key."""
    return [{key: name, value: text} for name, text in sorted(tags.items())]


@dataclass(frozen=True)
class TagOperations:
    """How a service names its tag operations and their parameters.

    Attributes:
        arn: the parameter that names the resource.
        tags: the parameter of the tag operation.
        keys: the parameter of the untag operation.
        listed: the member of the list operation's answer.
        mapping: whether the answer is a map; otherwise it is a list of Key/Value pairs.
        mine: the ARNs that the overlay keeps the tags of; all others are left to moto.
    """

    service: str
    arn: str
    tags: str = "Tags"
    keys: str = "TagKeys"
    listed: str = "Tags"
    mapping: bool = False
    tag_operation: str = "TagResource"
    untag_operation: str = "UntagResource"
    list_operation: str = "ListTagsForResource"
    mine: Callable[[str], bool] = lambda _: True

    def register(self) -> None:
        """Register the three operations with the overlay."""

        @operation(self.service, self.tag_operation)
        def tag(call: Call) -> Answer | ToMoto:
            arn = call.params[self.arn]
            if not self.mine(arn):
                return TO_MOTO
            call.tags_of(arn).update(tags_as_dict(call.params.get(self.tags)))
            return {}

        @operation(self.service, self.untag_operation)
        def untag(call: Call) -> Answer | ToMoto:
            arn = call.params[self.arn]
            if not self.mine(arn):
                return TO_MOTO
            for key in call.params.get(self.keys, []):
                call.tags_of(arn).pop(key, None)
            return {}

        @operation(self.service, self.list_operation)
        def list_tags(call: Call) -> Answer | ToMoto:
            arn = call.params[self.arn]
            if not self.mine(arn):
                return TO_MOTO
            tags = call.tags_of(arn)
            return {self.listed: dict(tags) if self.mapping else as_list(tags)}
