"""RDS Proxy: further endpoints of a proxy, such as one for reads; targets that are registered once; the query that
begins a session."""

from __future__ import annotations

from collections.abc import Callable

from moto.rds.models import DBProxyTarget, RDSBackend, rds_backends

from ..overlay import Answer, AwsError, Call, Params, amend, new_id, now, operation, tags_as_dict
from ..patching import patch

SERVICE = "rds"
ENDPOINTS = "proxy_endpoints"
INIT_QUERIES = "proxy_init_queries"


@patch(RDSBackend, "register_db_proxy_targets")
def register_once(
    original: Callable[..., list[DBProxyTarget]],
    self: RDSBackend,
    db_proxy_name: str,
    target_group_name: str,
    db_cluster_identifiers: list[str],
    db_instance_identifiers: list[str],
) -> list[DBProxyTarget]:
    """A target is in its group once, however often the request is sent; moto lists it again.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RegisterDBProxyTargets.html
    """
    group = self.db_proxies[db_proxy_name].proxy_target_groups[target_group_name or "default"]
    wanted = {*(db_cluster_identifiers or []), *(db_instance_identifiers or [])}
    group.targets = [target for target in group.targets if target.rds_resource_id not in wanted]
    return original(self, db_proxy_name, target_group_name, db_cluster_identifiers, db_instance_identifiers)


@amend(SERVICE, "ModifyDBProxyTargetGroup")
def keep_init_query(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ConnectionPoolConfiguration.html"""
    config = call.params.get("ConnectionPoolConfig", {})
    if "InitQuery" in config:
        call.store(INIT_QUERIES)[call.params["DBProxyName"]] = {"InitQuery": config["InitQuery"]}
    _show_init_query(call, answer["DBProxyTargetGroup"])


@amend(SERVICE, "DescribeDBProxyTargetGroups")
def show_init_queries(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBProxyTargetGroups.html"""
    for group in answer["TargetGroups"]:
        _show_init_query(call, group)


def _show_init_query(call: Call, group: Params) -> None:
    group["ConnectionPoolConfig"].update(call.recall(INIT_QUERIES, group["DBProxyName"]))


@amend(SERVICE, "DeleteDBProxy")
def forget_init_query(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBProxy.html"""
    call.store(INIT_QUERIES).pop(call.params["DBProxyName"], None)


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
