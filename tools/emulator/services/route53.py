"""Route 53: private zones, health checks as they were requested, query logging, record sets that share a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.route53.exceptions import Route53ClientError
from moto.route53.models import FakeZone, Route53Backend
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


class InvalidChangeBatch(Route53ClientError):
    """https://docs.aws.amazon.com/Route53/latest/APIReference/API_InvalidChangeBatch.html"""

    code = 400

    def __init__(self, message: str) -> None:
        super().__init__("InvalidChangeBatch", message)


@patch(FakeZone, "delete_rrset_by_id")
def delete_nothing(original: Callable[..., None], self: FakeZone, set_identifier: str) -> None:
    """moto deletes every record set of that identifier, whatever its name: see `change_record_sets`."""


@patch(Route53Backend, "change_resource_record_sets")
def change_record_sets(
    original: Callable[..., None], self: Route53Backend, zone_id: str, changes: list[Params]
) -> None:
    """Record sets of one name and type have one routing policy, with an identifier each; a failover role is one's.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
    """
    zone = self.get_hosted_zone(zone_id)
    sets = {(one.name, one.type, one.set_identifier): _policy(vars(one)) for one in zone.rrsets}
    for change in changes:
        record = change["ResourceRecordSet"]
        key = (f"{record['Name'].strip('.')}.", record["Type"], record.get("SetIdentifier"))
        if change["Action"] == "CREATE" and key in sets:
            raise InvalidChangeBatch(
                f"[Tried to create resource record set [name='{key[0]}', type='{key[1]}'] but it already exists]"
            )
        if change["Action"] == "DELETE":
            sets.pop(key, None)
        else:
            sets[key] = _policy({name.lower(): value for name, value in record.items()})
            _check_name(sets, key)
    for change in changes:
        # moto takes a record set that was made and deleted before for one that is still there.
        if change["Action"] == "CREATE" and change in zone.rr_changes:
            zone.rr_changes.remove(change)
    deleted = [change["ResourceRecordSet"] for change in changes if change["Action"] == "DELETE"]
    original(self, zone_id, changes)
    for record in (one for one in deleted if "SetIdentifier" in one):
        wanted = (record["Name"], record["Type"], record["SetIdentifier"])
        zone.rrsets = [one for one in zone.rrsets if (one.name, one.type, one.set_identifier) != wanted]


def _policy(record: Params) -> tuple[str, Any]:
    """How a record set is chosen, and the value that decides it."""
    for name in ("weight", "failover", "region", "geolocation", "geo_location", "multivalueanswer"):
        if record.get(name) is not None:
            return name, record[name]
    return "simple", None


def _check_name(sets: dict[tuple[str, str, Any], tuple[str, Any]], key: tuple[str, str, Any]) -> None:
    name, kind, identifier = key
    policy, value = sets[key]
    shown = f"RRSet with DNS name {name}, type {kind}, SetIdentifier {identifier}"
    for other, (its_policy, its_value) in sets.items():
        if other == key or other[:2] != key[:2]:
            continue
        if its_policy != policy:
            raise InvalidChangeBatch(
                f"[{shown} cannot be created with the {policy} policy as a set with the {its_policy} policy exists "
                "with the same name and type]"
            )
        if policy in ("failover", "region") and its_value == value:
            raise InvalidChangeBatch(
                f"[{shown} cannot be created as another {policy} set with the value {value} exists with the same "
                "name and type]"
            )


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
