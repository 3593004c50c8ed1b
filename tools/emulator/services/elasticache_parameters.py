"""ElastiCache parameter groups, which moto does not know."""

from __future__ import annotations

from ..overlay import Answer, AwsError, Call, Params, operation
from .elasticache import SERVICE

GROUPS = "parameter_groups"


def _group(call: Call) -> Params:
    name = call.params["CacheParameterGroupName"]
    if name not in call.store(GROUPS):
        raise AwsError("CacheParameterGroupNotFound", f"CacheParameterGroup not found: {name}")
    group: Params = call.store(GROUPS)[name]
    return group


@operation(SERVICE, "CreateCacheParameterGroup")
def create(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheParameterGroup.html"""
    name = call.params["CacheParameterGroupName"]
    if name in call.store(GROUPS):
        raise AwsError("CacheParameterGroupAlreadyExists", f"CacheParameterGroup already exists: {name}")
    shown = {
        "CacheParameterGroupName": name,
        "CacheParameterGroupFamily": call.params["CacheParameterGroupFamily"],
        "Description": call.params["Description"],
        "IsGlobal": False,
        "ARN": call.arn(SERVICE, f"parametergroup:{name}"),
    }
    call.store(GROUPS)[name] = {"shown": shown, "parameters": {}}
    call.set_tags(shown["ARN"], call.params.get("Tags"))
    return {"CacheParameterGroup": shown}


@operation(SERVICE, "DescribeCacheParameterGroups")
def describe(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeCacheParameterGroups.html"""
    named = "CacheParameterGroupName" in call.params
    groups = [_group(call)] if named else list(call.store(GROUPS).values())
    return {"CacheParameterGroups": [group["shown"] for group in groups]}


@operation(SERVICE, "DescribeCacheParameters")
def describe_parameters(call: Call) -> Answer:
    """The parameters that a user has set; the defaults of the families are not known here.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeCacheParameters.html
    """
    return {
        "Parameters": [
            {
                "ParameterName": name,
                "ParameterValue": value,
                "Source": "user",
                "DataType": "string",
                "IsModifiable": True,
            }
            for name, value in _group(call)["parameters"].items()
        ]
    }


@operation(SERVICE, "ModifyCacheParameterGroup")
def modify(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyCacheParameterGroup.html"""
    for parameter in call.params.get("ParameterNameValues", []):
        _group(call)["parameters"][parameter["ParameterName"]] = parameter["ParameterValue"]
    return {"CacheParameterGroupName": call.params["CacheParameterGroupName"]}


@operation(SERVICE, "ResetCacheParameterGroup")
def reset(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ResetCacheParameterGroup.html"""
    group = _group(call)
    if call.params.get("ResetAllParameters"):
        group["parameters"].clear()
    for parameter in call.params.get("ParameterNameValues", []):
        group["parameters"].pop(parameter["ParameterName"], None)
    return {"CacheParameterGroupName": call.params["CacheParameterGroupName"]}


@operation(SERVICE, "DeleteCacheParameterGroup")
def delete(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteCacheParameterGroup.html"""
    _group(call)
    del call.store(GROUPS)[call.params["CacheParameterGroupName"]]
    return {}
