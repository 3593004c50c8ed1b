from __future__ import annotations

from typing import Any


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
