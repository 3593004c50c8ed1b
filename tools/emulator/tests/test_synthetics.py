from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

CANARY = {
    "Name": "web",
    "Code": {"Handler": "web.handler", "ZipFile": b""},
    "ArtifactS3Location": "s3://artifacts/web",
    "ExecutionRoleArn": "role",
    "RuntimeVersion": "syn-nodejs-puppeteer-9.1",
    "Schedule": {"Expression": "rate(5 minutes)"},
    "RunConfig": {"TimeoutInSeconds": 60},
}


def test_canary_is_described_in_the_form_of_the_service(client: Any) -> None:
    synthetics = client("synthetics")
    synthetics.create_canary(**CANARY, Tags={"Stage": "dev"})
    canary = synthetics.get_canary(Name="web")["Canary"]
    assert canary["ArtifactS3Location"] == "artifacts/web"
    assert canary["Code"]["Handler"] == "web.handler"
    assert canary["Schedule"] == {"Expression": "rate(5 minutes)", "DurationInSeconds": 0}
    assert canary["RunConfig"] == {"TimeoutInSeconds": 60, "MemoryInMB": 1000, "ActiveTracing": False}
    assert canary["EngineArn"].startswith("arn:aws:lambda:us-east-1:123456789012:function:cwsyn-web-")
    assert canary["Tags"] == {"Stage": "dev"}
    assert isinstance(canary["Timeline"]["Created"], datetime)


def test_canary_starts_stops_changes_and_is_deleted(client: Any) -> None:
    synthetics = client("synthetics")
    synthetics.create_canary(**CANARY)
    states = [synthetics.get_canary(Name="web")["Canary"]["Status"]["State"]]
    for act in (synthetics.start_canary, synthetics.stop_canary):
        act(Name="web")
        states.append(synthetics.get_canary(Name="web")["Canary"]["Status"]["State"])
    assert states == ["READY", "RUNNING", "STOPPED"]

    synthetics.update_canary(
        Name="web", RuntimeVersion="syn-nodejs-puppeteer-9.2", Schedule={"Expression": "rate(1 hour)"}
    )
    canary = synthetics.get_canary(Name="web")["Canary"]
    assert canary["RuntimeVersion"] == "syn-nodejs-puppeteer-9.2"
    assert canary["Schedule"]["Expression"] == "rate(1 hour)"

    synthetics.delete_canary(Name="web")
    for act in (synthetics.get_canary, synthetics.start_canary, synthetics.delete_canary):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            act(Name="web")
