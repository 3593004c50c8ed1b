"""RDS Proxy: further endpoints of a proxy, such as one for reads."""

from __future__ import annotations

from moto.rds.models import rds_backends

from ..overlay import Answer, AwsError, Call, Params, new_id, now, operation, tags_as_dict

SERVICE = "rds"
ENDPOINTS = "proxy_endpoints"


def _endpoint(call: Call) -> Params:
    name = call.params["DBProxyEndpointName"]
    if name not in call.store(ENDPOINTS):
        raise AwsError("DBProxyEndpointNotFoundFault", f"DB proxy endpoint {name} not found.", 404)
    endpoint: Params = call.store(ENDPOINTS)[name]
    return endpoint


@operation(SERVICE, "CreateDBProxyEndpoint")
def create(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBProxyEndpoint.html"""
    name, proxy = call.params["DBProxyEndpointName"], call.params["DBProxyName"]
    if name in call.store(ENDPOINTS):
        raise AwsError("DBProxyEndpointAlreadyExistsFault", f"DB proxy endpoint {name} already exists.", 400)
    found = rds_backends[call.account][call.region].db_proxies.get(proxy)
    if found is None:
        raise AwsError(
            "DBProxyNotFoundFault", f"The specified proxy name {proxy} doesn't correspond to a proxy.", 404
        )
    identifier = new_id(17)
    endpoint = {
        "DBProxyEndpointName": name,
        "DBProxyEndpointArn": call.arn(SERVICE, f"db-proxy-endpoint:prx-endpoint-{identifier}"),
        "DBProxyName": proxy,
        "Status": "available",
        "VpcId": found.vpc_id,
        "VpcSecurityGroupIds": call.params.get("VpcSecurityGroupIds", []),
        "VpcSubnetIds": call.params["VpcSubnetIds"],
        "Endpoint": f"{name}.endpoint.proxy-{new_id(12)}.{call.region}.rds.amazonaws.com",
        "CreatedDate": now(),
        "TargetRole": call.params.get("TargetRole", "READ_WRITE"),
        "IsDefault": False,
    }
    call.store(ENDPOINTS)[name] = endpoint
    call.tags_of(endpoint["DBProxyEndpointArn"]).update(tags_as_dict(call.params.get("Tags")))
    return {"DBProxyEndpoint": endpoint}


@operation(SERVICE, "DescribeDBProxyEndpoints")
def describe(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBProxyEndpoints.html"""
    if call.params.get("DBProxyEndpointName"):
        return {"DBProxyEndpoints": [_endpoint(call)]}
    proxy = call.params.get("DBProxyName")
    found = [one for one in call.store(ENDPOINTS).values() if proxy in (None, one["DBProxyName"])]
    return {"DBProxyEndpoints": found}


@operation(SERVICE, "ModifyDBProxyEndpoint")
def modify(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBProxyEndpoint.html"""
    endpoint = _endpoint(call)
    if "VpcSecurityGroupIds" in call.params:
        endpoint["VpcSecurityGroupIds"] = call.params["VpcSecurityGroupIds"]
    return {"DBProxyEndpoint": endpoint}


@operation(SERVICE, "DeleteDBProxyEndpoint")
def delete(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBProxyEndpoint.html"""
    endpoint = _endpoint(call)
    del call.store(ENDPOINTS)[endpoint["DBProxyEndpointName"]]
    call.tags_of(endpoint["DBProxyEndpointArn"]).clear()
    return {"DBProxyEndpoint": {**endpoint, "Status": "deleting"}}
