from __future__ import annotations

import http.server
import threading
from typing import Any


def test_message_to_a_web_address_is_not_delivered(client: Any) -> None:
    requests: list[str] = []

    class Webhook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()

    webhook = http.server.HTTPServer(("127.0.0.1", 0), Webhook)
    threading.Thread(target=webhook.serve_forever, daemon=True).start()
    sns, sqs = client("sns"), client("sqs")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    queue = sqs.create_queue(QueueName="alerts")["QueueUrl"]
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=f"http://127.0.0.1:{webhook.server_port}/")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:123456789012:alerts")
    sns.publish(TopicArn=topic, Message="down")
    webhook.shutdown()
    assert requests == []
    assert "down" in sqs.receive_message(QueueUrl=queue)["Messages"][0]["Body"]
