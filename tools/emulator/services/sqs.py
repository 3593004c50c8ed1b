"""SQS: long polling that lets others work, policies that stay, redrive-allow policies."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from moto.sqs.models import Message, Queue, SQSBackend

from ..locking import paused
from ..overlay import TO_MOTO, Answer, Call, ToMoto, amend, operation
from ..patching import patch

POLL_INTERVAL_SECONDS = 0.1
REDRIVE = "RedrivePolicy"
ALLOW = "RedriveAllowPolicy"
POLICIES = "redrive_allow_policies"


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


@patch(Queue, "_set_attributes")
def keep_policy(
    original: Callable[..., None], self: Queue, attributes: dict[str, Any], *args: Any, **kwargs: Any
) -> None:
    """Attributes that a request does not name stay as they are; moto drops the queue's policy.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
    """
    if "Policy" not in attributes and getattr(self, "policy", None):
        attributes = {**attributes, "Policy": self.policy}
    original(self, attributes, *args, **kwargs)


@amend("sqs", "CreateQueue", "SetQueueAttributes")
def keep_redrive_allow_policy(call: Call, answer: Answer) -> None:
    """moto keeps who may use a queue as dead-letter queue, and does not return it.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
    """
    policy = call.params.get("Attributes", {}).get(ALLOW)
    url = answer.get("QueueUrl") or call.params["QueueUrl"]
    if policy:
        call.store(POLICIES)[_queue(url)] = policy
    elif policy == "" or call.operation == "CreateQueue":
        call.store(POLICIES).pop(_queue(url), None)


@operation("sqs", "GetQueueAttributes")
def get_redrive_allow_policy(call: Call) -> Answer | ToMoto:
    """moto refuses the attribute's name.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
    """
    if call.params.get("AttributeNames") != [ALLOW]:
        return TO_MOTO
    policy = call.store(POLICIES).get(_queue(call.params["QueueUrl"]))
    return {"Attributes": {ALLOW: policy} if policy else {}}


@amend("sqs", "GetQueueAttributes")
def show_redrive_allow_policy(call: Call, answer: Answer) -> None:
    """Show both redrive policies; JSON is returned without spaces, which Terraform compares as text.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
    """
    attributes = answer.get("Attributes", {})
    if attributes.get(REDRIVE):
        attributes[REDRIVE] = json.dumps(json.loads(attributes[REDRIVE]), separators=(",", ":"))
    policy = call.store(POLICIES).get(_queue(call.params["QueueUrl"]))
    if policy and "All" in call.params.get("AttributeNames", []):
        attributes[ALLOW] = policy


def _queue(url: str) -> str:
    return url.rpartition("/")[2]
