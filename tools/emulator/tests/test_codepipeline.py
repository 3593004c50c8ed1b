from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

STAGES = [
    {"name": name, "actions": [{"name": name, "actionTypeId": kind}]}
    for name, kind in (
        ("Source", {"category": "Source", "owner": "AWS", "provider": "CodeCommit", "version": "1"}),
        ("Build", {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"}),
    )
]


def _pipeline(client: Any, statement: Any) -> dict[str, Any]:
    policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
    role = client("iam").create_role(RoleName="pipeline", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    return {
        "name": "web",
        "roleArn": role,
        "artifactStore": {"type": "S3", "location": "x"},
        "stages": STAGES,
        "version": 1,
    }


def _trust(service: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}


@pytest.mark.parametrize(
    "statement",
    [
        [_trust(["codebuild.amazonaws.com", "codepipeline.amazonaws.com"])],
        _trust("codepipeline.amazonaws.com"),
        [{**_trust([]), "Principal": "*"}, _trust("codepipeline.amazonaws.com")],
    ],
)
def test_trust_policy_may_have_any_form(client: Any, statement: Any) -> None:
    pipelines = client("codepipeline")
    pipeline = _pipeline(client, statement)
    pipelines.create_pipeline(pipeline=pipeline)
    shown = pipelines.get_pipeline(name="web")
    assert isinstance(shown["metadata"]["created"], datetime)
    document = client("iam").get_role(RoleName="pipeline")["Role"]["AssumeRolePolicyDocument"]
    assert document["Statement"] == statement


def test_role_that_does_not_trust_the_service_is_refused(client: Any) -> None:
    with pytest.raises(ClientError, match="not authorized to perform AssumeRole"):
        client("codepipeline").create_pipeline(
            pipeline=_pipeline(client, [_trust(["codebuild.amazonaws.com"])])
        )
