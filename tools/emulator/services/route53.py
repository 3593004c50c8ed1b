"""Route 53: private zones, health checks as they were requested, query logging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.route53.models import Route53Backend
from moto.route53.responses import Route53

from ..overlay import Answer, Call, Params, amend
from ..patching import patch
from ..state import GLOBAL

SERVICE = "route53"
CHECKS = "health_checks"


@patch(Route53, "_get_bool_param")
def private_zone(original: Callable[..., Any], self: Any, name: str, default: Any = None) -> Any:
    """A zone that is created with a VPC is private; moto looks at `HostedZoneConfig` only.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html
    """
    value = original(self, name, default)
    if name == "HostedZoneConfig.PrivateZone" and self._get_param("VPC.VPCId"):
        return True
    return value


@patch(Route53Backend, "create_query_logging_config")
def create_query_logging(
    original: Callable[..., Any], self: Route53Backend, zone: str, log_group: str
) -> Any:
    """The ARN of the log group is accepted and shown as CloudWatch Logs gives it, without the final `:*`.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateQueryLoggingConfig.html
    """
    plain = log_group.removesuffix(":*")
    config = original(self, zone, f"{plain}:*")
    config.cloud_watch_logs_log_group_arn = plain
    return config


@amend(SERVICE, "CreateHealthCheck")
def create_health_check(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHealthCheck.html"""
    call.remember(CHECKS, answer["HealthCheck"]["Id"], call.params["HealthCheckConfig"], region=GLOBAL)
    _show_requested(call, answer["HealthCheck"])


@amend(SERVICE, "UpdateHealthCheck")
def update_health_check(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/Route53/latest/APIReference/API_UpdateHealthCheck.html"""
    not_settings = ("HealthCheckId", "HealthCheckVersion", "ResetElements")
    changed: Params = {name: value for name, value in call.params.items() if name not in not_settings}
    call.remember(CHECKS, answer["HealthCheck"]["Id"], changed, region=GLOBAL)
    _show_requested(call, answer["HealthCheck"])


@amend(SERVICE, "GetHealthCheck")
def get_health_check(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetHealthCheck.html"""
    _show_requested(call, answer["HealthCheck"])


@amend(SERVICE, "DeleteHealthCheck")
def delete_health_check(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteHealthCheck.html"""
    call.global_store(CHECKS).pop(call.params["HealthCheckId"], None)


def _show_requested(call: Call, check: Answer) -> None:
    """moto fills in a port and a path for kinds of checks that have none, and loses the alarm of others.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
    """
    requested = call.recall(CHECKS, check["Id"], region=GLOBAL)
    if requested:
        check["HealthCheckConfig"] = dict(requested)
