"""Roles that a service can't assume, refused by the operations that AWS checks at once.

What a service says about itself when it assumes a role (`aws:SourceAccount`, `aws:SourceArn`, or nothing) is taken
from the page that shows the role's trust policy. A role that does not exist is left to the operation.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from moto.ecs.models import ecs_backends
from moto.iam.models import iam_backends

from ..overlay import AwsError, Call, Params, check

Context = dict[str, str]


def _none(_: Call) -> Context:
    return {}


def _source(arn: Callable[[Call], str]) -> Callable[[Call], Context]:
    return lambda call: {"aws:sourceaccount": call.account, "aws:sourcearn": arn(call)}


@dataclass(frozen=True)
class Assumption:
    """Which role an operation names, who assumes it, and how a role that can't be assumed is refused."""

    principal: str
    service: str
    operations: tuple[str, ...]
    roles: Callable[[Call], Iterator[str]]
    sends: Callable[[Call], Context]
    code: str
    #: The sentence of the error; `{role}` stands for the role's ARN.
    message: str


def _named(*path: str) -> Callable[[Call], Iterator[str]]:
    """The roles at a path of an operation's parameters; `*` stands for every field or item."""

    def find(value: Any, rest: tuple[str, ...]) -> Iterator[str]:
        if not rest:
            if isinstance(value, str):
                yield value
        elif isinstance(value, list):
            for one in value:
                yield from find(one, rest[1:] if rest[0] == "*" else rest)
        elif isinstance(value, dict):
            for one in value.values() if rest[0] == "*" else [value.get(rest[0])]:
                yield from find(one, rest[1:])

    return lambda call: find(call.params, path)


def _of_task(call: Call) -> Iterator[str]:
    """The roles of the task definition that is to be run."""
    task = ecs_backends[call.account][call.region].describe_task_definition(call.params["taskDefinition"])
    kept = (getattr(task, name, None) for name in ("execution_role_arn", "task_role_arn"))
    yield from (role for role in kept if role)


ASSUMPTIONS = (
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html:
    # "The role policy doesn't support the use of aws:SourceArn and aws:SourceAccount."
    Assumption(
        "cloudtrail.amazonaws.com",
        "cloudtrail",
        ("CreateTrail", "UpdateTrail"),
        _named("CloudWatchLogsRoleArn"),
        _none,
        "InvalidCloudWatchLogsRoleArnException",
        "Access denied. Verify in IAM that the role has adequate permissions.",
    ),
    # https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html shows no condition.
    Assumption(
        "lambda.amazonaws.com",
        "lambda",
        ("CreateFunction", "UpdateFunctionConfiguration"),
        _named("Role"),
        _none,
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda.",
    ),
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_CanaryPermissions.html
    Assumption(
        "lambda.amazonaws.com",
        "synthetics",
        ("CreateCanary", "UpdateCanary"),
        _named("ExecutionRoleArn"),
        _none,
        "ValidationException",
        "The role {role} cannot be assumed by Lambda.",
    ),
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
    Assumption(
        "monitoring.rds.amazonaws.com",
        "rds",
        ("CreateDBInstance", "ModifyDBInstance"),
        _named("MonitoringRoleArn"),
        _source(lambda call: call.arn("rds", f"db:{call.params['DBInstanceIdentifier']}")),
        "InvalidParameterValue",
        "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
    ),
    # https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#firehose-assume-role shows no condition.
    Assumption(
        "firehose.amazonaws.com",
        "firehose",
        ("CreateDeliveryStream",),
        _named("*", "RoleARN"),
        _none,
        "InvalidArgumentException",
        "Firehose is unable to assume role {role}. Please check the role provided.",
    ),
    # https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    Assumption(
        "scheduler.amazonaws.com",
        "scheduler",
        ("CreateSchedule", "UpdateSchedule"),
        _named("Target", "RoleArn"),
        _source(
            lambda call: call.arn("scheduler", f"schedule-group/{call.params.get('GroupName', 'default')}")
        ),
        "ValidationException",
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    ),
    # https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    Assumption(
        "events.amazonaws.com",
        "events",
        ("PutTargets",),
        _named("Targets", "*", "RoleArn"),
        _source(lambda call: call.arn("events", f"rule/{call.params['Rule']}")),
        "ValidationException",
        "Provided role '{role}' cannot be assumed by principal 'events.amazonaws.com'.",
    ),
    # https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html
    Assumption(
        "codebuild.amazonaws.com",
        "codebuild",
        ("CreateProject", "UpdateProject"),
        _named("serviceRole"),
        _source(lambda call: call.arn("codebuild", f"project/{call.params['name']}")),
        "InvalidInputException",
        "CodeBuild is not authorized to perform: sts:AssumeRole on service role {role}.",
    ),
    # https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-service-role-cli.html shows no condition.
    Assumption(
        "codepipeline.amazonaws.com",
        "codepipeline",
        ("CreatePipeline", "UpdatePipeline"),
        _named("pipeline", "roleArn"),
        _none,
        "InvalidStructureException",
        "CodePipeline is not authorized to perform AssumeRole on role {role}",
    ),
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html shows no condition.
    Assumption(
        "backup.amazonaws.com",
        "backup",
        ("CreateBackupSelection",),
        _named("BackupSelection", "IamRoleArn"),
        _none,
        "InvalidParameterValueException",
        "IAM Role {role} cannot be assumed by AWS Backup",
    ),
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    Assumption(
        "ecs-tasks.amazonaws.com",
        "ecs",
        ("RunTask",),
        _of_task,
        _source(lambda call: call.arn("ecs", "task")),
        "ClientException",
        "ECS was unable to assume the role '{role}' that was provided for this task.",
    ),
)


def _trust_of(call: Call, role: str) -> list[Params] | None:
    """The statements of a role's trust policy; nothing for a role that does not exist."""
    roles = iam_backends[call.account]["aws"].roles.values()
    found = next((one for one in roles if one.arn == role), None)
    if found is None:
        return None
    document = json.loads(unquote(found.assume_role_policy_document))
    statements = document["Statement"]
    return statements if isinstance(statements, list) else [statements]


def _list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _met(operator: str, wanted: list[str], given: str | None) -> bool:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"""
    optional = operator.endswith("IfExists")
    if given is None:
        return optional
    if operator.removesuffix("IfExists") in ("StringLike", "ArnLike", "ArnEquals"):
        return any(fnmatch.fnmatchcase(given, pattern.replace("[", "[[]")) for pattern in wanted)
    return given in wanted


def _names(principals: Any, service: str) -> bool:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"""
    if not isinstance(principals, dict):
        return principals == "*"
    return service in _list(principals.get("Service"))


def can_assume(statements: list[Params], principal: str, context: Context) -> bool:
    """Whether a trust policy lets a service, which says this about itself, assume the role."""
    return any(
        statement.get("Effect") == "Allow"
        and "sts:AssumeRole" in _list(statement.get("Action"))
        and _names(statement.get("Principal"), principal)
        and all(
            _met(operator, _list(values), context.get(key.lower()))
            for operator, keys in (statement.get("Condition") or {}).items()
            for key, values in keys.items()
        )
        for statement in statements
    )


def _register(assumption: Assumption) -> None:
    @check(assumption.service, *assumption.operations)
    def assumable(call: Call) -> None:
        for role in assumption.roles(call):
            trust = _trust_of(call, role)
            if trust is None or can_assume(trust, assumption.principal, assumption.sends(call)):
                continue
            raise AwsError(assumption.code, assumption.message.format(role=role))


for _assumption in ASSUMPTIONS:
    _register(_assumption)
