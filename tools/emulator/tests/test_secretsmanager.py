from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError

TRUST = (
    '{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
    '"Principal": {"Service": "lambda.amazonaws.com"}}]}'
)


def test_replica_keeps_its_key(client: Any) -> None:
    secrets = client("secretsmanager")
    created = secrets.create_secret(
        Name="token", SecretString="x", AddReplicaRegions=[{"Region": "us-west-2", "KmsKeyId": "alias/data"}]
    )
    assert [replica["KmsKeyId"] for replica in created["ReplicationStatus"]] == ["alias/data"]
    secrets.replicate_secret_to_regions(SecretId="token", AddReplicaRegions=[{"Region": "eu-west-1"}])
    keys = {
        one["Region"]: one["KmsKeyId"]
        for one in secrets.describe_secret(SecretId="token")["ReplicationStatus"]
    }
    assert keys == {"us-west-2": "alias/data", "eu-west-1": "alias/aws/secretsmanager"}


@pytest.fixture
def rotation(client: Any) -> str:
    role = client("iam").create_role(
        RoleName="rotation",
        AssumeRolePolicyDocument=TRUST,
    )["Role"]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("index.py", "def handler(event, context): pass")
    function = client("lambda").create_function(
        FunctionName="rotation",
        Role=role,
        Runtime="python3.12",
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    return str(function["FunctionArn"])


def test_rotation_is_described_and_leaves_the_value(client: Any, rotation: str) -> None:
    secrets = client("secretsmanager")
    created = secrets.create_secret(Name="token", SecretString="x")
    rotated = secrets.rotate_secret(
        SecretId=created["ARN"], RotationLambdaARN=rotation, RotationRules={"AutomaticallyAfterDays": 30}
    )
    assert rotated["Name"] == "token"
    described = secrets.describe_secret(SecretId="token")
    assert described["RotationEnabled"] is True
    assert described["RotationLambdaARN"] == rotation
    assert described["RotationRules"] == {"AutomaticallyAfterDays": 30}
    assert described["VersionIdsToStages"] == {created["VersionId"]: ["AWSCURRENT"]}
    assert secrets.get_secret_value(SecretId="token")["SecretString"] == "x"


def test_rotation_needs_its_function(client: Any) -> None:
    secrets = client("secretsmanager")
    secrets.create_secret(Name="token", SecretString="x")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        secrets.rotate_secret(
            SecretId="token", RotationLambdaARN="arn:aws:lambda:us-east-1:123456789012:function:none"
        )


def test_the_version_that_a_rotation_made_current_is_the_value(client: Any) -> None:
    secrets = client("secretsmanager")
    first = secrets.create_secret(Name="token", SecretString="old")["VersionId"]
    second = secrets.put_secret_value(
        SecretId="token", SecretString="new", VersionStages=["AWSPENDING"]
    )["VersionId"]
    assert secrets.get_secret_value(SecretId="token")["SecretString"] == "old"
    secrets.update_secret_version_stage(
        SecretId="token", VersionStage="AWSCURRENT", MoveToVersionId=second, RemoveFromVersionId=first
    )
    assert secrets.get_secret_value(SecretId="token")["SecretString"] == "new"
