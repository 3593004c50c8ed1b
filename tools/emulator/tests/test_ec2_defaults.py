from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_default_key_of_volumes_is_set_and_taken_back(client: Any, leftovers: Callable[[], Any]) -> None:
    ec2 = client("ec2")
    assert ec2.get_ebs_default_kms_key_id()["KmsKeyId"] == "alias/aws/ebs"
    assert ec2.modify_ebs_default_kms_key_id(KmsKeyId="arn:key")["KmsKeyId"] == "arn:key"
    assert ec2.get_ebs_default_kms_key_id()["KmsKeyId"] == "arn:key"
    assert ("ebs-default-key", "region") in leftovers()
    ec2.reset_ebs_default_kms_key_id()
    assert leftovers() == set()


def test_public_access_of_snapshots_is_blocked_and_allowed(client: Any, leftovers: Callable[[], Any]) -> None:
    ec2 = client("ec2")
    assert ec2.get_snapshot_block_public_access_state()["State"] == "unblocked"
    ec2.enable_snapshot_block_public_access(State="block-all-sharing")
    assert ec2.get_snapshot_block_public_access_state()["State"] == "block-all-sharing"
    assert ec2.disable_snapshot_block_public_access()["State"] == "unblocked"
    assert leftovers() == set()


def test_defaults_of_instance_metadata_are_kept_until_there_is_no_preference(
    client: Any, leftovers: Callable[[], Any]
) -> None:
    ec2 = client("ec2")
    ec2.modify_instance_metadata_defaults(HttpTokens="required", HttpPutResponseHopLimit=2)
    shown = ec2.get_instance_metadata_defaults()["AccountLevel"]
    assert shown == {"HttpTokens": "required", "HttpPutResponseHopLimit": 2}
    ec2.modify_instance_metadata_defaults(HttpTokens="no-preference", HttpPutResponseHopLimit=-1)
    assert ec2.get_instance_metadata_defaults()["AccountLevel"] == {}
    assert leftovers() == set()


def test_encryption_by_default_and_a_password_policy_are_left_over(
    client: Any, leftovers: Callable[[], Any]
) -> None:
    client("ec2").enable_ebs_encryption_by_default()
    client("iam").update_account_password_policy(MinimumPasswordLength=14)
    assert leftovers() == {("ebs-encryption-by-default", "enabled"), ("password-policy", "account")}
    client("ec2").disable_ebs_encryption_by_default()
    client("iam").delete_account_password_policy()
    assert leftovers() == set()
