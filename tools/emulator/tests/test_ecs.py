from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

SERVICE = {"cluster": "web", "serviceName": "web", "desiredCount": 2, "taskDefinition": "web"}


FARGATE = {"capacityProvider": "FARGATE", "weight": 1}
SPOT = {"capacityProvider": "FARGATE_SPOT", "weight": 1}


def _ecs(client: Any) -> Any:
    ecs = client("ecs")
    ecs.create_cluster(clusterName="web", capacityProviders=["FARGATE", "FARGATE_SPOT"])
    ecs.register_task_definition(
        family="web", containerDefinitions=[{"name": "web", "image": "web", "memory": 128}]
    )
    return ecs


def _described(ecs: Any) -> Any:
    return ecs.describe_services(cluster="web", services=["web"])["services"][0]


def test_service_keeps_what_was_requested(client: Any) -> None:
    ecs = _ecs(client)
    requested = {
        "availabilityZoneRebalancing": "DISABLED",
        "enableExecuteCommand": True,
        "enableECSManagedTags": True,
        "healthCheckGracePeriodSeconds": 30,
        "propagateTags": "SERVICE",
    }
    strategy = [
        {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 3},
    ]
    breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
    ecs.create_service(
        **SERVICE, **requested, capacityProviderStrategy=strategy, deploymentConfiguration=breaker
    )

    service = _described(ecs)
    assert {name: service[name] for name in requested} == requested
    assert service["capacityProviderStrategy"] == [strategy[0], {**strategy[1], "base": 0}]
    assert "launchType" not in service
    assert service["deploymentConfiguration"] == {
        **breaker,
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
    }


def test_availability_zone_rebalancing_is_on_unless_requested_otherwise(client: Any) -> None:
    ecs = _ecs(client)
    ecs.create_service(**SERVICE)
    assert _described(ecs)["availabilityZoneRebalancing"] == "ENABLED"


def test_update_changes_only_what_it_names(client: Any) -> None:
    ecs = _ecs(client)
    ecs.create_service(**SERVICE, enableExecuteCommand=True, availabilityZoneRebalancing="DISABLED")
    ecs.update_service(cluster="web", service="web", healthCheckGracePeriodSeconds=90)
    service = _described(ecs)
    assert service["enableExecuteCommand"] is True
    assert service["availabilityZoneRebalancing"] == "DISABLED"
    assert service["healthCheckGracePeriodSeconds"] == 90


def test_service_is_in_its_steady_state(client: Any) -> None:
    ecs = _ecs(client)
    ecs.create_service(**SERVICE)
    ecs.get_waiter("services_stable").wait(
        cluster="web", services=["web"], WaiterConfig={"Delay": 1, "MaxAttempts": 1}
    )
    ecs.update_service(cluster="web", service="web", desiredCount=3)
    service = _described(ecs)
    assert (service["runningCount"], service["pendingCount"]) == (3, 0)
    assert [deployment["rolloutState"] for deployment in service["deployments"]] == ["COMPLETED"]


def test_account_setting_default_is_listed(client: Any) -> None:
    ecs = client("ecs")
    ecs.put_account_setting_default(name="containerInsights", value="enhanced")
    settings = ecs.list_account_settings(name="containerInsights", effectiveSettings=True)["settings"]
    assert [(setting["value"], setting["principalArn"]) for setting in settings] == [
        ("enhanced", "arn:aws:iam::123456789012:root")
    ]


def test_one_off_task_runs_on_fargate(client: Any) -> None:
    ecs, ec2 = _ecs(client), client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="tasks", Description="x", VpcId=vpc)["GroupId"]
    started = ecs.run_task(
        cluster="web",
        taskDefinition="web",
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}},
        overrides={"containerOverrides": [{"name": "web", "command": ["migrate"]}]},
    )
    assert started["failures"] == []
    task = started["tasks"][0]["taskArn"]
    ecs.get_waiter("tasks_stopped").wait(
        cluster="web", tasks=[task], WaiterConfig={"Delay": 1, "MaxAttempts": 5}
    )
    shown = ecs.describe_tasks(cluster="web", tasks=[task])["tasks"][0]
    assert [container["exitCode"] for container in shown["containers"]] == [0]


def test_strategy_changes_only_with_a_new_deployment(client: Any) -> None:
    ecs = _ecs(client)
    ecs.create_service(**SERVICE, capacityProviderStrategy=[FARGATE])
    changed = {"cluster": "web", "service": "web", "capacityProviderStrategy": [FARGATE, SPOT]}
    with pytest.raises(ClientError, match="InvalidParameterException.*you must force a new deployment"):
        ecs.update_service(**changed)
    ecs.update_service(cluster="web", service="web", capacityProviderStrategy=[FARGATE])
    ecs.update_service(**changed, forceNewDeployment=True)
    assert len(_described(ecs)["capacityProviderStrategy"]) == 2


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        ([{**FARGATE, "base": 1}, {**SPOT, "base": 1}], "Only one capacity provider can have a base"),
        ([{**FARGATE, "weight": 0}], "weight greater than zero"),
        ([{"capacityProvider": "machines", "weight": 1}], "'machines' is not associated"),
    ],
)
def test_strategy_that_ecs_does_not_take_is_refused(client: Any, strategy: Any, message: str) -> None:
    ecs = _ecs(client)
    with pytest.raises(ClientError, match=message):
        ecs.create_service(**SERVICE, capacityProviderStrategy=strategy)


def test_provider_in_use_stays_with_its_cluster(client: Any) -> None:
    ecs = _ecs(client)
    ecs.create_service(**SERVICE, capacityProviderStrategy=[SPOT])
    left = {"cluster": "web", "capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": []}
    with pytest.raises(ClientError, match="ResourceInUseException"):
        ecs.put_cluster_capacity_providers(**left)
    ecs.delete_service(cluster="web", service="web", force=True)
    ecs.put_cluster_capacity_providers(**left)
