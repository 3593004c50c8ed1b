"""The account's block of public access, asked as every client asks it: under the account's own host name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

BLOCK = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def test_block_is_kept_until_it_is_deleted(url: str, leftovers: Callable[[], Any]) -> None:
    s3control = boto3.client(
        "s3control",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(proxies={"http": url}, retries={"max_attempts": 0}),
    )
    key = {"AccountId": "123456789012"}
    with pytest.raises(ClientError, match="NoSuchPublicAccessBlockConfiguration"):
        s3control.get_public_access_block(**key)
    s3control.put_public_access_block(**key, PublicAccessBlockConfiguration=BLOCK)
    assert s3control.get_public_access_block(**key)["PublicAccessBlockConfiguration"] == BLOCK
    assert {kind for kind, _ in leftovers()} == {"public-access-block"}
    s3control.delete_public_access_block(**key)
    assert leftovers() == set()
