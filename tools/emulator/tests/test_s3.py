"""S3 bucket policies."""

from __future__ import annotations

import json

from .conftest import Client


def test_a_policy_that_denies_plain_http_does_not_deny_everything(client: Client) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="guarded")
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::guarded", "arn:aws:s3:::guarded/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    s3.put_bucket_policy(Bucket="guarded", Policy=policy)
    s3.put_object(Bucket="guarded", Key="state", Body=b"kept")
    assert s3.get_object(Bucket="guarded", Key="state")["Body"].read() == b"kept"
    assert json.loads(s3.get_bucket_policy(Bucket="guarded")["Policy"]) == json.loads(policy)


def test_access_is_logged_to_a_bucket_whose_policy_says_something_to_everybody(client: Client) -> None:
    s3 = client("s3")
    for bucket in ("watched", "log"):
        s3.create_bucket(Bucket=bucket)
    arn = "arn:aws:s3:::log/*"
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": arn}
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [deny, allow]})
    s3.put_bucket_policy(Bucket="log", Policy=policy)
    logging = {"TargetBucket": "log", "TargetPrefix": ""}
    s3.put_bucket_logging(Bucket="watched", BucketLoggingStatus={"LoggingEnabled": logging})
    assert s3.get_bucket_logging(Bucket="watched")["LoggingEnabled"] == logging
    s3.list_objects_v2(Bucket="watched")
    assert "Contents" not in s3.list_objects_v2(Bucket="log")
