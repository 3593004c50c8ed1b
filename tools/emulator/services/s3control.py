"""S3 Control: what an account blocks for all its buckets."""

from __future__ import annotations

from ..overlay import Answer, AwsError, Call, operation

SERVICE = "s3control"
BLOCKS = "public_access_blocks"


@operation(SERVICE, "PutPublicAccessBlock")
def put_block(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html"""
    call.global_store(BLOCKS)[call.account] = call.params["PublicAccessBlockConfiguration"]
    return {}


@operation(SERVICE, "GetPublicAccessBlock")
def get_block(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html"""
    if call.account not in call.global_store(BLOCKS):
        message = "The public access block configuration was not found"
        raise AwsError("NoSuchPublicAccessBlockConfiguration", message, 404)
    return {"PublicAccessBlockConfiguration": call.global_store(BLOCKS)[call.account]}


@operation(SERVICE, "DeletePublicAccessBlock")
def delete_block(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeletePublicAccessBlock.html"""
    call.global_store(BLOCKS).pop(call.account, None)
    return {}
