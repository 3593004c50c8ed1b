from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def trail(client: Any) -> tuple[Any, str]:
    client("s3").create_bucket(Bucket="trail")
    cloudtrail = client("cloudtrail")
    arn = cloudtrail.create_trail(Name="account", S3BucketName="trail")["TrailARN"]
    return cloudtrail, str(arn)


def test_trail_is_named_by_its_arn(trail: tuple[Any, str]) -> None:
    cloudtrail, arn = trail
    cloudtrail.start_logging(Name=arn)
    assert cloudtrail.get_trail_status(Name="account")["IsLogging"] is True
    cloudtrail.stop_logging(Name=arn)
    assert cloudtrail.get_trail_status(Name="account")["IsLogging"] is False
    cloudtrail.update_trail(Name=arn, IsMultiRegionTrail=True)
    assert cloudtrail.get_trail(Name="account")["Trail"]["IsMultiRegionTrail"] is True
    cloudtrail.delete_trail(Name=arn)
    with pytest.raises(ClientError, match="TrailNotFoundException"):
        cloudtrail.get_trail(Name="account")


def test_only_named_trails_are_described(trail: tuple[Any, str]) -> None:
    cloudtrail, arn = trail
    cloudtrail.create_trail(Name="other", S3BucketName="trail")
    for name in ("account", arn):
        found = cloudtrail.describe_trails(trailNameList=[name])["trailList"]
        assert [one["Name"] for one in found] == ["account"]
