"""S3 bucket sub-resources, given back byte for byte.

moto parses some bucket configurations and writes them differently (a lifecycle filter with a tag loses its
`And`, `ObjectSizeGreaterThan` becomes text), or does not keep them (request payment, metrics). Terraform
compares what it wrote with what it reads, so the document that was put is the one that is returned, see
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html and its neighbors.
"""

from __future__ import annotations

from collections.abc import Callable

from .protocol import Request, Response
from .state import Store

#: Query arguments whose document is echoed. moto knows all but the last two.
ECHOED = frozenset(
    {
        "accelerate",
        "intelligent-tiering",
        "inventory",
        "lifecycle",
        "notification",
        "replication",
        "requestPayment",
        "analytics",
        "metrics",
    }
)
_UNKNOWN_TO_MOTO = frozenset({"analytics", "metrics"})
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html
_OWNER_PAYS = (
    b'<RequestPaymentConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    b"<Payer>BucketOwner</Payer></RequestPaymentConfiguration>"
)
_XML = {"Content-Type": "application/xml"}
# PutBucketLifecycleConfiguration: the default of TransitionDefaultMinimumObjectSize, returned as a header.
_LIFECYCLE = {"x-amz-transition-default-minimum-object-size": "all_storage_classes_128K"}


def answer(request: Request, store: Store, to_moto: Callable[[], Response]) -> Response:
    """Answer an S3 request; `store` keeps the documents by bucket, sub-resource and configuration id."""
    bucket, _, object_key = request.path.strip("/").partition("/")
    if not bucket or object_key:
        return to_moto()
    subresource = next((name for name in request.arguments if name in ECHOED), None)
    if subresource is None:
        return _bucket(request, bucket, store, to_moto)
    key = (bucket, subresource, request.arguments.get("id"))
    if request.method == "GET" and key in store:
        return Response(200, {**_XML, **(_LIFECYCLE if subresource == "lifecycle" else {})}, store[key])
    if request.method == "GET" and subresource == "requestPayment":
        # moto does not know it and lists the bucket's objects, or answers that there is no such bucket.
        listed = to_moto()
        return Response(200, _XML, _OWNER_PAYS) if listed.status < 300 else listed
    if request.method == "PUT":
        return _put(request, key, store, to_moto)
    if request.method == "DELETE":
        known = store.pop(key, None) is not None
        if known and subresource in _UNKNOWN_TO_MOTO:
            return Response(204, {}, b"")
    return to_moto()


def _put(
    request: Request, key: tuple[str, str, str | None], store: Store, to_moto: Callable[[], Response]
) -> Response:
    response = to_moto()
    if response.status < 300 or (key[1] in _UNKNOWN_TO_MOTO and response.status in (404, 500, 501)):
        store[key] = request.body
        return Response(200, _LIFECYCLE if key[1] == "lifecycle" else {}, b"")
    return response


def _bucket(request: Request, bucket: str, store: Store, to_moto: Callable[[], Response]) -> Response:
    response = to_moto()
    if request.method == "DELETE" and not request.query and response.status < 300:
        for key in [key for key in store if key[0] == bucket]:
            del store[key]
    return response
