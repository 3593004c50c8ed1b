from __future__ import annotations

import threading
import time
from typing import Any


def test_long_polling_does_not_block_the_sender(client: Any) -> None:
    sqs = client("sqs")
    queue = sqs.create_queue(QueueName="clicks")["QueueUrl"]
    received: list[Any] = []
    receiver = threading.Thread(
        target=lambda: received.extend(sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10).get("Messages", []))
    )
    receiver.start()
    time.sleep(0.3)
    started = time.monotonic()
    client("sqs").send_message(QueueUrl=queue, MessageBody="click")
    receiver.join(timeout=5)
    assert time.monotonic() - started < 3
    assert [message["Body"] for message in received] == ["click"]


def test_long_polling_of_an_empty_queue_ends(client: Any) -> None:
    sqs = client("sqs")
    queue = sqs.create_queue(QueueName="clicks")["QueueUrl"]
    started = time.monotonic()
    assert "Messages" not in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1)
    assert 0.9 < time.monotonic() - started < 3
