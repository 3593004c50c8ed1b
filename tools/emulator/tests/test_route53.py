from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_zone_of_a_vpc_is_private(client: Any) -> None:
    route53 = client("route53")
    vpc = client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    zone = route53.create_hosted_zone(
        Name="internal.example.com", CallerReference="1", VPC={"VPCRegion": "us-east-1", "VPCId": vpc}
    )["HostedZone"]
    assert zone["Config"]["PrivateZone"] is True
    assert [one["VPCId"] for one in route53.get_hosted_zone(Id=zone["Id"])["VPCs"]] == [vpc]


def test_query_log_has_the_log_group_as_it_was_named(client: Any) -> None:
    route53, logs = client("route53"), client("logs")
    logs.create_log_group(logGroupName="/aws/route53/example.com")
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/example.com"
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"].rpartition(
        "/"
    )[2]
    created = route53.create_query_logging_config(HostedZoneId=zone, CloudWatchLogsLogGroupArn=arn)[
        "QueryLoggingConfig"
    ]
    shown = route53.get_query_logging_config(Id=created["Id"])["QueryLoggingConfig"]
    assert shown["CloudWatchLogsLogGroupArn"] == arn


def test_health_check_is_described_as_it_was_requested(client: Any) -> None:
    route53 = client("route53")
    alarm = {
        "Type": "CLOUDWATCH_METRIC",
        "AlarmIdentifier": {"Region": "us-east-1", "Name": "unhealthy"},
        "InsufficientDataHealthStatus": "Healthy",
    }
    endpoint = {
        "Type": "HTTPS",
        "FullyQualifiedDomainName": "example.com",
        "Port": 443,
        "MeasureLatency": True,
    }
    for reference, requested in (("1", alarm), ("2", endpoint)):
        check = route53.create_health_check(CallerReference=reference, HealthCheckConfig=requested)[
            "HealthCheck"
        ]["Id"]
        assert route53.get_health_check(HealthCheckId=check)["HealthCheck"]["HealthCheckConfig"] == requested
    route53.update_health_check(HealthCheckId=check, ResourcePath="/readyz", FailureThreshold=2)
    shown = route53.get_health_check(HealthCheckId=check)["HealthCheck"]["HealthCheckConfig"]
    assert shown == {**endpoint, "ResourcePath": "/readyz", "FailureThreshold": 2}


def _zone(client: Any) -> tuple[Any, str]:
    route53 = client("route53")
    return route53, route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]


def _change(zone: tuple[Any, str], action: str, **record: Any) -> None:
    route53, zone_id = zone
    whole = {"Type": "A", "Name": "example.com", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}], **record}
    route53.change_resource_record_sets(
        HostedZoneId=zone_id, ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": whole}]}
    )


def _identifiers(zone: tuple[Any, str], name: str = "example.com.") -> list[str]:
    route53, zone_id = zone
    sets = route53.list_resource_record_sets(HostedZoneId=zone_id)["ResourceRecordSets"]
    return sorted(one["SetIdentifier"] for one in sets if one["Name"] == name and "SetIdentifier" in one)


def test_two_record_sets_of_a_name_can_not_have_one_failover_role(client: Any) -> None:
    zone = _zone(client)
    _change(zone, "CREATE", SetIdentifier="east", Failover="PRIMARY")
    _change(zone, "CREATE", SetIdentifier="west", Failover="SECONDARY")
    with pytest.raises(ClientError, match="InvalidChangeBatch.*PRIMARY"):
        _change(zone, "UPSERT", SetIdentifier="west", Failover="PRIMARY")
    _change(zone, "CREATE", SetIdentifier="east", Failover="PRIMARY", Name="www.example.com")


@pytest.mark.parametrize("first", [{}, {"SetIdentifier": "east", "Failover": "PRIMARY"}])
def test_record_sets_of_a_name_have_one_routing_policy(client: Any, first: Any) -> None:
    zone = _zone(client)
    _change(zone, "CREATE", **first)
    with pytest.raises(ClientError, match="InvalidChangeBatch.*policy"):
        _change(zone, "CREATE", SetIdentifier="west", Weight=1)


def test_a_weighted_set_goes_alone_and_comes_back(client: Any) -> None:
    zone = _zone(client)
    for name in ("example.com", "www.example.com"):
        for identifier in ("east", "west"):
            _change(zone, "CREATE", Name=name, SetIdentifier=identifier, Weight=1)
    _change(zone, "DELETE", SetIdentifier="east", Weight=1)
    assert _identifiers(zone) == ["west"]
    assert _identifiers(zone, "www.example.com.") == ["east", "west"]
    _change(zone, "CREATE", SetIdentifier="east", Weight=1)
    assert _identifiers(zone) == ["east", "west"]


def test_a_record_set_is_created_once(client: Any) -> None:
    zone = _zone(client)
    _change(zone, "CREATE")
    with pytest.raises(ClientError, match="already exists"):
        _change(zone, "CREATE", TTL=300)
