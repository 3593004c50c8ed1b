from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(("requested", "shown"), [({"RotationPeriodInDays": 180}, 180), ({}, 365)])
def test_rotation_period_is_kept(client: Any, requested: dict[str, int], shown: int) -> None:
    kms = client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key, **requested)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == shown


def test_replica_is_a_key_of_its_own(client: Any) -> None:
    kms, west = client("kms"), client("kms", "us-west-2")
    key = kms.create_key(MultiRegion=True, Description="primary")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/data", TargetKeyId=key)
    kms.replicate_key(
        KeyId=key,
        ReplicaRegion="us-west-2",
        Description="replica",
        Tags=[{"TagKey": "Stage", "TagValue": "dev"}],
    )

    primary, replica = (one.describe_key(KeyId=key)["KeyMetadata"] for one in (kms, west))
    assert primary["MultiRegionConfiguration"]["MultiRegionKeyType"] == "PRIMARY"
    assert replica["MultiRegionConfiguration"]["MultiRegionKeyType"] == "REPLICA"
    assert (primary["Description"], replica["Description"]) == ("primary", "replica")
    assert west.list_resource_tags(KeyId=key)["Tags"] == [{"TagKey": "Stage", "TagValue": "dev"}]
    assert west.list_aliases(KeyId=key)["Aliases"] == []
