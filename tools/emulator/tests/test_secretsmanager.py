from __future__ import annotations

from typing import Any


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
