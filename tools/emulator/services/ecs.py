"""ECS: attributes of services that moto forgets, services in their steady state, account setting defaults."""

from __future__ import annotations

from ..overlay import TO_MOTO, Answer, Call, Params, ToMoto, amend, operation

_KEPT = ("enableExecuteCommand", "enableECSManagedTags", "healthCheckGracePeriodSeconds", "propagateTags")
_DEPLOYMENT_DEFAULTS = {"maximumPercent": 200, "minimumHealthyPercent": 100}


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
