from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

RULES = [
    {
        "ID": "old",
        "Status": "Enabled",
        "Filter": {
            "And": {"Prefix": "logs/", "Tags": [{"Key": "keep", "Value": "no"}], "ObjectSizeGreaterThan": 1}
        },
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30, "NewerNoncurrentVersions": 3},
    }
]


def test_lifecycle_is_returned_as_it_was_put(client: Any) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="data")
    s3.put_bucket_lifecycle_configuration(Bucket="data", LifecycleConfiguration={"Rules": RULES})
    answer = s3.get_bucket_lifecycle_configuration(Bucket="data")
    assert answer["Rules"] == RULES
    assert answer["TransitionDefaultMinimumObjectSize"] == "all_storage_classes_128K"

    s3.delete_bucket_lifecycle(Bucket="data")
    with pytest.raises(ClientError, match="NoSuchLifecycleConfiguration"):
        s3.get_bucket_lifecycle_configuration(Bucket="data")


def test_request_payment_and_metrics_are_kept(client: Any) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="data")
    s3.put_bucket_request_payment(Bucket="data", RequestPaymentConfiguration={"Payer": "Requester"})
    assert s3.get_bucket_request_payment(Bucket="data")["Payer"] == "Requester"

    s3.put_bucket_metrics_configuration(Bucket="data", Id="all", MetricsConfiguration={"Id": "all"})
    assert s3.get_bucket_metrics_configuration(Bucket="data", Id="all")["MetricsConfiguration"] == {
        "Id": "all"
    }
    s3.delete_bucket_metrics_configuration(Bucket="data", Id="all")


def test_configuration_goes_with_its_bucket(client: Any) -> None:
    s3 = client("s3")
    for _ in range(2):
        s3.create_bucket(Bucket="data")
        with pytest.raises(ClientError, match="NoSuchLifecycleConfiguration"):
            s3.get_bucket_lifecycle_configuration(Bucket="data")
        s3.put_bucket_lifecycle_configuration(Bucket="data", LifecycleConfiguration={"Rules": RULES})
        s3.delete_bucket(Bucket="data")
