from __future__ import annotations

import json
import threading
import time
from typing import Any


def test_long_polling_does_not_block_the_sender(client: Any) -> None:
    sqs = client("sqs")
    queue = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    received: list[Any] = []
    receiver = threading.Thread(
        target=lambda: received.extend(
            sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10).get("Messages", [])
        )
    )
    receiver.start()
    time.sleep(0.3)
    started = time.monotonic()
    client("sqs").send_message(QueueUrl=queue, MessageBody="job")
    receiver.join(timeout=5)
    assert time.monotonic() - started < 3
    assert [message["Body"] for message in received] == ["job"]


def test_long_polling_of_an_empty_queue_ends(client: Any) -> None:
    sqs = client("sqs")
    queue = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    started = time.monotonic()
    assert "Messages" not in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1)
    assert 0.9 < time.monotonic() - started < 3


def test_redrive_allow_policy_is_kept(client: Any) -> None:
    sqs = client("sqs")
    policy = '{"redrivePermission":"denyAll"}'
    queue = sqs.create_queue(QueueName="dead")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedriveAllowPolicy": policy})
    for names in (["RedriveAllowPolicy"], ["All"]):
        shown = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        assert shown["RedriveAllowPolicy"] == policy
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedriveAllowPolicy": ""})
    shown = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["RedriveAllowPolicy"])
    assert shown.get("Attributes", {}) == {}


def test_redrive_policy_is_returned_without_spaces(client: Any) -> None:
    sqs = client("sqs")
    sqs.create_queue(QueueName="dead")
    policy = '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead","maxReceiveCount":5}'
    queue = sqs.create_queue(QueueName="jobs", Attributes={"RedrivePolicy": policy})["QueueUrl"]
    shown = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert shown["RedrivePolicy"] == policy


def test_policy_stays_when_other_attributes_are_set(client: Any) -> None:
    sqs = client("sqs")
    queue = sqs.create_queue(QueueName="dead")["QueueUrl"]
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", '
        '"Action": "sqs:*", "Resource": "*"}]}'
    )
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "60"})
    shown = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert json.loads(shown["Policy"]) == json.loads(policy)
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": ""})
    assert "Policy" not in sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
