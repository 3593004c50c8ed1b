"""Connections to code hosts, which moto does not know."""

from __future__ import annotations

import uuid

from ..overlay import Answer, AwsError, Call, Params, operation
from ..tagging import TagOperations, as_list

SERVICE = "codestar-connections"
CONNECTIONS = "connections"

# https://docs.aws.amazon.com/codestar-connections/latest/APIReference/API_ListTagsForResource.html
# https://docs.aws.amazon.com/codestar-connections/latest/APIReference/API_TagResource.html
# https://docs.aws.amazon.com/codestar-connections/latest/APIReference/API_UntagResource.html
TagOperations(SERVICE, arn="ResourceArn").register()


def _connection(call: Call) -> Params:
    arn = call.params["ConnectionArn"]
    if arn not in call.store(CONNECTIONS):
        raise AwsError("ResourceNotFoundException", f"Connection not found: {arn}")
    connection: Params = call.store(CONNECTIONS)[arn]
    return connection


@operation(SERVICE, "CreateConnection")
def create(call: Call) -> Answer:
    """A connection is PENDING until somebody completes it in the console.

    https://docs.aws.amazon.com/codestar-connections/latest/APIReference/API_CreateConnection.html
    """
    arn = call.arn(SERVICE, f"connection/{uuid.uuid4()}")
    connection = {
        "ConnectionName": call.params["ConnectionName"],
        "ConnectionArn": arn,
        "OwnerAccountId": call.account,
        "ConnectionStatus": "PENDING",
    }
    connection.update(
        {name: call.params[name] for name in ("ProviderType", "HostArn") if name in call.params}
    )
    call.store(CONNECTIONS)[arn] = connection
    call.set_tags(arn, call.params.get("Tags"))
    return {"ConnectionArn": arn, "Tags": as_list(call.tags_of(arn))}


@operation(SERVICE, "GetConnection")
def get(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-connections/latest/APIReference/API_GetConnection.html"""
    return {"Connection": _connection(call)}


@operation(SERVICE, "ListConnections")
def list_all(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-connections/latest/APIReference/API_ListConnections.html"""
    return {"Connections": list(call.store(CONNECTIONS).values())}


@operation(SERVICE, "DeleteConnection")
def delete(call: Call) -> Answer:
    """https://docs.aws.amazon.com/codestar-connections/latest/APIReference/API_DeleteConnection.html"""
    _connection(call)
    del call.store(CONNECTIONS)[call.params["ConnectionArn"]]
    return {}
