"""SQS: long polling that lets others work."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from moto.sqs.models import Message, SQSBackend

from ..locking import paused
from ..patching import patch

POLL_INTERVAL_SECONDS = 0.1


@patch(SQSBackend, "receive_message")
def receive_message(
    original: Callable[..., list[Message]],
    self: SQSBackend,
    queue_name: str,
    count: int,
    wait_seconds_timeout: int,
    *args: Any,
    **kwargs: Any,
) -> list[Message]:
    """Wait for messages up to `WaitTimeSeconds` without blocking other calls, the one that sends included.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
    """
    deadline = time.monotonic() + wait_seconds_timeout
    while True:
        messages = original(self, queue_name, count, 0, *args, **kwargs)
        remaining = deadline - time.monotonic()
        if messages or remaining <= 0:
            return messages
        with paused():
            time.sleep(min(POLL_INTERVAL_SECONDS, remaining))
