"""ECS: what moto forgets of services, their steady state, account setting defaults, capacity providers."""

from __future__ import annotations

from typing import Any

from moto.ecs.models import ecs_backends

from ..overlay import TO_MOTO, Answer, AwsError, Call, Params, ToMoto, amend, operation

_KEPT = ("enableExecuteCommand", "enableECSManagedTags", "healthCheckGracePeriodSeconds", "propagateTags")
_DEPLOYMENT_DEFAULTS = {"maximumPercent": 200, "minimumHealthyPercent": 100}


@operation("ecs", "CreateService")
def check_new_service(call: Call) -> ToMoto:
    """A strategy names providers of the cluster, of which one may have a base and one must have a weight.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    """
    _check_strategy(call, call.params.get("cluster", "default"))
    return TO_MOTO


@operation("ecs", "UpdateService")
def check_updated_service(call: Call) -> ToMoto:
    """A strategy changes only together with a new deployment.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html#ECS-UpdateService-request-capacityProviderStrategy
    """
    strategy = call.params.get("capacityProviderStrategy")
    if strategy is None:
        return TO_MOTO
    _check_strategy(call, call.params.get("cluster", "default"))
    if not call.params.get("forceNewDeployment") and _filled(strategy) != _strategy_of(call):
        raise AwsError(
            "InvalidParameterException",
            "When switching from launch type to capacity provider strategy on an existing service, or making a change "
            "to a capacity provider strategy on a service that is already using one, you must force a new deployment.",
        )
    return TO_MOTO


@operation("ecs", "PutClusterCapacityProviders")
def check_cluster_providers(call: Call) -> ToMoto:
    """A provider that a service uses stays with its cluster.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html
    """
    kept = set(call.params.get("capacityProviders") or [])
    for service in _services(call, call.params["cluster"]):
        used = {item["capacityProvider"] for item in _kept_strategy(call, service)}
        if service.status == "ACTIVE" and not used <= kept:
            raise AwsError(
                "ResourceInUseException",
                "The specified capacity provider is in use and cannot be removed.",
            )
    return TO_MOTO


def _check_strategy(call: Call, cluster: str) -> None:
    strategy = call.params.get("capacityProviderStrategy")
    if not strategy:
        return
    if sum(1 for item in strategy if item.get("base", 0) > 0) > 1:
        raise AwsError("InvalidParameterException", "Only one capacity provider can have a base defined.")
    if all(item.get("weight", 0) == 0 for item in strategy):
        raise AwsError(
            "InvalidParameterException",
            "At least one capacity provider must have a weight greater than zero.",
        )
    providers = ecs_backends[call.account][call.region].clusters[_name(cluster)].capacity_providers or []
    missing = [item["capacityProvider"] for item in strategy if item["capacityProvider"] not in providers]
    if missing:
        raise AwsError(
            "InvalidParameterException",
            f"The specified capacity provider '{missing[0]}' is not associated with the cluster.",
        )


def _services(call: Call, cluster: str) -> list[Any]:
    services = ecs_backends[call.account][call.region].services.values()
    return [service for service in services if service.cluster_name == _name(cluster)]


def _strategy_of(call: Call) -> list[Params]:
    name = _name(call.params["service"])
    for service in _services(call, call.params.get("cluster", "default")):
        if service.name == name:
            return _kept_strategy(call, service)
    return []


def _kept_strategy(call: Call, service: Any) -> list[Params]:
    return _filled(call.recall("services", service.arn).get("capacityProviderStrategy") or [])


def _filled(strategy: list[Params]) -> list[Params]:
    filled = [{"base": 0, "weight": 0, **item} for item in strategy]
    return sorted(filled, key=lambda item: item["capacityProvider"])


def _name(name_or_arn: str) -> str:
    return name_or_arn.rpartition("/")[2]


@amend("ecs", "CreateService")
def create_service(call: Call, answer: Answer) -> None:
    """Keep what moto forgets of a new service.

    `availabilityZoneRebalancing` is ENABLED unless the request says otherwise:
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    service = answer["service"]
    requested = {"availabilityZoneRebalancing": "ENABLED", **_without_tags(call)}
    call.remember("services", service["serviceArn"], requested)
    _complete(call, service)


@amend("ecs", "UpdateService")
def update_service(call: Call, answer: Answer) -> None:
    """An update changes only what it names.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    """
    service = answer["service"]
    call.remember("services", service["serviceArn"], _without_tags(call))
    _complete(call, service)


@amend("ecs", "DescribeServices")
def describe_services(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html"""
    for service in answer.get("services", []):
        _complete(call, service)


@amend("ecs", "DeleteService")
def delete_service(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html"""
    call.store("services").pop(answer["service"]["serviceArn"], None)


@operation("ecs", "PutAccountSettingDefault")
def put_account_setting_default(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAccountSettingDefault.html"""
    setting = {
        "name": call.params["name"],
        "value": call.params["value"],
        "principalArn": call.arn("iam", "root", region=""),
        "type": "user",
    }
    call.store("account_settings")[setting["name"]] = setting
    return {"setting": setting}


@operation("ecs", "ListAccountSettings")
def list_account_settings(call: Call) -> Answer | ToMoto:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListAccountSettings.html"""
    setting = call.store("account_settings").get(call.params.get("name"))
    return {"settings": [setting]} if setting else TO_MOTO


def _without_tags(call: Call) -> Params:
    return {name: value for name, value in call.params.items() if name != "tags"}


def _complete(call: Call, service: Answer) -> None:
    """Show the requested attributes, and a deployment that is done.

    No container ever starts here, and the waiter for a steady state asks for one deployment with as many
    running tasks as desired: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
    """
    requested = call.recall("services", service["serviceArn"])
    service.update({name: requested[name] for name in _KEPT if name in requested})
    service["availabilityZoneRebalancing"] = requested.get("availabilityZoneRebalancing", "DISABLED")
    if requested.get("capacityProviderStrategy"):
        service["capacityProviderStrategy"] = [
            {"base": 0, "weight": 0, **provider} for provider in requested["capacityProviderStrategy"]
        ]
        service.pop("launchType", None)
    if requested.get("deploymentConfiguration"):
        service["deploymentConfiguration"] = {**_DEPLOYMENT_DEFAULTS, **requested["deploymentConfiguration"]}
    desired = service.get("desiredCount", 0)
    service.update(runningCount=desired, pendingCount=0)
    if service.get("deployments"):
        deployment = service["deployments"][0]
        deployment.update(
            status="PRIMARY",
            desiredCount=desired,
            runningCount=desired,
            pendingCount=0,
            rolloutState="COMPLETED",
            taskDefinition=service.get("taskDefinition", deployment.get("taskDefinition")),
        )
        service["deployments"] = [deployment]
