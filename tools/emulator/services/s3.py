"""S3: a bucket policy is kept, not enforced; a log of access is configured, not written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, S3Backend

from ..patching import patch


@patch(FakeBucket, "get_permission")
def get_permission(
    original: Callable[..., Any], self: FakeBucket, action: str, resource: str
) -> PermissionResult:
    """A bucket policy neither allows nor denies a request.

    moto evaluates the policy without its conditions, so that "deny whatever is not TLS" denies everything. On
    AWS such a statement holds for plain HTTP alone; the emulator evaluates no policy anywhere:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
    """
    return PermissionResult.NEUTRAL


@patch(FakeBucket, "_log_permissions_enabled_policy")
def may_log(original: Callable[..., Any], self: FakeBucket, **buckets: Any) -> bool:
    """Whether access logs may be delivered is not looked up either.

    moto fails at a statement for everybody (`"Principal": "*"`) on its way to the one for the logging service:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    return True


@patch(S3Backend, "log_incoming_request")
def log_nothing(original: Callable[..., Any], self: S3Backend, *request: Any) -> None:
    """Access logs are never delivered.

    moto writes one at once, so that no bucket for logs could be removed. AWS delivers most within a few hours:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html#LogDeliveryBestEffort
    """
