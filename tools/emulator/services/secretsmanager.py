"""Secrets Manager: encryption keys of replicas, rotation by a function, the version that is current."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.awslambda.utils import get_backend
from moto.secretsmanager.exceptions import ResourceNotFoundException
from moto.secretsmanager.models import SecretsManagerBackend, secretsmanager_backends

from ..overlay import Answer, Call, amend
from ..patching import patch

SERVICE = "secretsmanager"


def _complete(call: Call, arn: str, answer: Answer) -> None:
    """https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicationStatusType.html"""
    keys = call.recall("replica_keys", arn)
    for replica in answer.get("ReplicationStatus", []):
        replica["KmsKeyId"] = keys.get(replica["Region"], replica["KmsKeyId"])


@amend(SERVICE, "CreateSecret", "ReplicateSecretToRegions")
def keep_replica_keys(call: Call, answer: Answer) -> None:
    """moto shows the default key, whatever a replica is to be encrypted with.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html
    """
    requested = call.params.get("AddReplicaRegions", [])
    keys = {replica["Region"]: replica["KmsKeyId"] for replica in requested if replica.get("KmsKeyId")}
    call.remember("replica_keys", answer["ARN"], keys)
    _complete(call, answer["ARN"], answer)


@amend(SERVICE, "DescribeSecret", "RemoveRegionsFromReplication")
def show_replica_keys(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html"""
    _complete(call, answer["ARN"], answer)


@patch(SecretsManagerBackend, "rotate_secret")
def rotate_secret(
    original: Callable[..., str],
    self: SecretsManagerBackend,
    secret_id: str,
    client_request_token: str | None = None,
    rotation_lambda_arn: str | None = None,
    rotation_rules: dict[str, Any] | None = None,
    rotate_immediately: bool = True,
) -> str:
    """Keep how a secret is rotated, and its value: functions do not run here.

    moto makes a version without a value the current one, whatever becomes of the function.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
    """
    secret: Any = self.secrets.get(secret_id)
    function = rotation_lambda_arn or getattr(secret, "rotation_lambda_arn", "")
    if secret is None or secret.is_deleted() or not function:
        return original(
            self, secret_id, client_request_token, rotation_lambda_arn, rotation_rules, rotate_immediately
        )
    try:
        get_backend(self.account_id, self.region_name).get_function(function)
    except Exception as error:
        raise ResourceNotFoundException(f"Resource not found for ARN '{function}'.") from error
    secret.rotation_requested = secret.rotation_enabled = True
    secret.rotation_lambda_arn = function
    if rotation_rules:
        secret.auto_rotate_after_days = rotation_rules.get("AutomaticallyAfterDays", 0)
    return str(secret.to_short_dict())


@amend(SERVICE, "UpdateSecretVersionStage")
def make_current(call: Call, _: Answer) -> None:
    """Without a version or stage, a value is that of AWSCURRENT; moto goes on returning the one before.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
    """
    moved_to = call.params.get("MoveToVersionId")
    if moved_to and call.params["VersionStage"] == "AWSCURRENT":
        secrets = secretsmanager_backends[call.account][call.region].secrets
        secrets[call.params["SecretId"]].default_version_id = moved_to
