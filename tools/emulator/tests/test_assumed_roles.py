from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from emulator.services.assumed_roles import ASSUMPTIONS, can_assume

ACCOUNT = "123456789012"
SOURCE = {
    "StringEquals": {"aws:SourceAccount": ACCOUNT},
    "ArnLike": {"aws:SourceArn": f"arn:aws:*:us-east-1:{ACCOUNT}:*"},
}
ELSEWHERE = {"StringEquals": {"aws:SourceAccount": "999999999999"}}

Role = Callable[..., str]


@pytest.fixture
def role(client: Any) -> Role:
    """`role(service, conditions)`: the ARN of a new role that trusts a service."""

    def create(service: str, conditions: Any = None) -> str:
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        if conditions:
            statement["Condition"] = conditions
        document = {"Version": "2012-10-17", "Statement": [statement]}
        created = client("iam").create_role(RoleName="role", AssumeRolePolicyDocument=json.dumps(document))
        return str(created["Role"]["Arn"])

    return create


def trail(client: Any, role: str) -> None:
    client("s3").create_bucket(Bucket="trail")
    client("cloudtrail").create_trail(Name="account", S3BucketName="trail", CloudWatchLogsRoleArn=role)


def schedule(client: Any, role: str) -> None:
    client("scheduler").create_schedule(
        Name="nightly",
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:one", "RoleArn": role},
    )


def target(client: Any, role: str) -> None:
    events = client("events")
    events.put_rule(Name="push", EventPattern='{"source": ["aws.codecommit"]}')
    pipeline = f"arn:aws:codepipeline:us-east-1:{ACCOUNT}:one"
    events.put_targets(Rule="push", Targets=[{"Id": "one", "Arn": pipeline, "RoleArn": role}])


def selection(client: Any, role: str) -> None:
    client("backup").create_backup_selection(
        BackupPlanId="one", BackupSelection={"SelectionName": "all", "IamRoleArn": role}
    )


def task(client: Any, role: str) -> None:
    ecs = client("ecs")
    ecs.create_cluster(clusterName="one")
    ecs.register_task_definition(
        family="web",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        executionRoleArn=role,
        containerDefinitions=[{"name": "web", "image": "web"}],
    )
    ecs.run_task(cluster="one", taskDefinition="web:1", launchType="FARGATE")


def test_trail_is_refused_with_conditions_on_a_source_that_is_not_named(client: Any, role: Role) -> None:
    with pytest.raises(ClientError, match="InvalidCloudWatchLogsRoleArnException"):
        trail(client, role("cloudtrail.amazonaws.com", SOURCE))


def test_trail_is_made_with_a_role_that_asks_for_no_source(client: Any, role: Role) -> None:
    trail(client, role("cloudtrail.amazonaws.com"))


@pytest.mark.parametrize(
    ("create", "service"), [(schedule, "scheduler.amazonaws.com"), (target, "events.amazonaws.com")]
)
def test_service_that_names_its_source_is_let_in_by_it(client: Any, role: Role, create: Any, service: str) -> None:
    create(client, role(service, SOURCE))


@pytest.mark.parametrize(
    ("create", "service", "conditions"),
    [
        (schedule, "scheduler.amazonaws.com", ELSEWHERE),
        (schedule, "lambda.amazonaws.com", None),
        (target, "events.amazonaws.com", ELSEWHERE),
        (selection, "backup.amazonaws.com", SOURCE),
        (task, "ecs-tasks.amazonaws.com", ELSEWHERE),
    ],
)
def test_role_that_its_service_can_not_assume_is_refused(
    client: Any, role: Role, create: Any, service: str, conditions: Any
) -> None:
    with pytest.raises(ClientError, match="assume"):
        create(client, role(service, conditions))


@pytest.mark.parametrize(
    ("conditions", "context", "expected"),
    [
        ({}, {}, True),
        ({"StringEquals": {"aws:SourceAccount": ["1", "2"]}}, {"aws:sourceaccount": "2"}, True),
        ({"StringEquals": {"aws:SourceAccount": "1"}}, {}, False),
        ({"StringEqualsIfExists": {"aws:SourceAccount": "1"}}, {}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:ecs:*:1:*"}}, {"aws:sourcearn": "arn:aws:ecs:a:1:task"}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:ecs:*:1:*"}}, {"aws:sourcearn": "arn:aws:ecs:a:2:task"}, False),
    ],
)
def test_conditions_of_a_trust_policy(conditions: Any, context: dict[str, str], expected: bool) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": ["ecs-tasks.amazonaws.com"]},
        "Action": "sts:AssumeRole",
        "Condition": conditions,
    }
    assert can_assume([statement], "ecs-tasks.amazonaws.com", context) is expected
    assert can_assume([statement], "ec2.amazonaws.com", context) is False


def test_every_assumption_names_an_error_of_its_operations() -> None:
    assert len({(one.service, name) for one in ASSUMPTIONS for name in one.operations}) == sum(
        len(one.operations) for one in ASSUMPTIONS
    )
