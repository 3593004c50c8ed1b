"""Secrets Manager: encryption keys of replicas."""

from __future__ import annotations

from ..overlay import Answer, Call, amend

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
