"""Answers that got lost: a client that repeats a request gets the first answer again.

The AWS SDKs give every call an id that its retries share. On a busy machine a connection can break after the call
was carried out; carried out again, a conditional write such as Terraform's state lock would then fail because of
itself. AWS answers in time, so it has no need of this.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from .protocol import Request, Response

#: More than are ever under way at once.
KEPT = 512


class Answers:
    """The latest successful answers to requests that change something, by the id of their call."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Response] = OrderedDict()

    def once(self, request: Request, answer: Callable[[], Response]) -> Response:
        """Answer a request, or repeat the answer that it has had."""
        call = request.headers.get("amz-sdk-invocation-id")
        if call is None or request.method in ("GET", "HEAD"):
            return answer()
        if call in self._kept:
            return self._kept[call]
        response = answer()
        if response.status < 300:
            self._kept[call] = response
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return response
