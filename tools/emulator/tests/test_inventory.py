from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from importlib import import_module
from typing import Any

from emulator import inventory
from emulator.application import Application

Leftovers = Callable[[], set[tuple[str, str]]]


def test_what_a_region_starts_with_is_not_left_over(client: Any, leftovers: Leftovers) -> None:
    for region in ("us-east-1", "eu-central-1"):
        assert client("ec2", region).describe_vpcs()["Vpcs"], "a default VPC exists"
        client("events", region).list_event_buses()
        client("elasticache", region).describe_users()
        client("scheduler", region).list_schedule_groups()
        client("rds", region).describe_db_parameter_groups()
    client("iam").list_policies(Scope="AWS")
    assert leftovers() == set()


def test_every_resource_is_listed_with_its_service_region_and_type(
    client: Any, emulator: Application
) -> None:
    vpc = client("ec2", "us-west-2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    client("s3").create_bucket(Bucket="data")
    client("cloudwatch").put_composite_alarm(AlarmName="service", AlarmRule="TRUE")
    client("iam").create_role(RoleName="task", AssumeRolePolicyDocument="{}")
    found = {(one.service, one.region, one.type, one.id) for one in emulator.leftovers()}
    assert {
        ("ec2", "us-west-2", "vpc", vpc),
        ("s3", "aws-global", "bucket", "data"),
        ("cloudwatch", "us-east-1", "composite-alarm", "service"),
    } <= found
    assert any(one[:3] == ("iam", "aws-global", "role") for one in found)
    assert {one[2] for one in found if one[0] == "ec2"} == {
        "vpc",
        "security-group",
        "network-acl",
        "route-table",
    }


def test_what_aws_keeps_by_itself_is_not_left_over(client: Any, leftovers: Leftovers) -> None:
    kms, ecs, secrets = client("kms"), client("ecs"), client("secretsmanager")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    ecs.create_cluster(clusterName="web")
    task = ecs.register_task_definition(
        family="web", containerDefinitions=[{"name": "web", "image": "web", "memory": 128}]
    )
    secrets.create_secret(Name="token", SecretString="x")
    assert leftovers() == {
        ("key", key),
        ("cluster", "web"),
        ("task-definition", "web:1"),
        ("secret", "token"),
    }

    kms.schedule_key_deletion(KeyId=key)
    ecs.deregister_task_definition(taskDefinition=task["taskDefinition"]["taskDefinitionArn"])
    ecs.delete_cluster(cluster="web")
    secrets.delete_secret(SecretId="token", RecoveryWindowInDays=7)
    assert leftovers() == set()


def test_key_that_aws_manages_is_not_left_over(client: Any, leftovers: Leftovers) -> None:
    kms = client("kms")
    key = kms.describe_key(KeyId="alias/aws/ebs")["KeyMetadata"]["KeyId"]
    assert key in {one["KeyId"] for one in kms.list_keys()["Keys"]}
    assert leftovers() == set()


def test_nested_resources_are_listed(client: Any, leftovers: Leftovers) -> None:
    events, scheduler, logs = client("events"), client("scheduler"), client("logs")
    events.put_rule(Name="push", ScheduleExpression="rate(1 day)")
    scheduler.create_schedule(
        Name="night",
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": "arn:aws:sqs:us-east-1:123456789012:queue", "RoleArn": "role"},
    )
    logs.create_log_group(logGroupName="web")
    transformation = {"metricName": "errors", "metricNamespace": "web", "metricValue": "1"}
    logs.put_metric_filter(
        logGroupName="web", filterName="errors", filterPattern="error", metricTransformations=[transformation]
    )
    assert leftovers() == {
        ("rule", "default/push"),
        ("schedule", "default/night"),
        ("log-group", "web"),
        ("metric-filter", "errors"),
    }


def test_reset_forgets_moto_and_overlay(client: Any, url: str, leftovers: Leftovers) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="data")
    s3.put_bucket_request_payment(Bucket="data", RequestPaymentConfiguration={"Payer": "Requester"})
    client("accessanalyzer").create_analyzer(analyzerName="account", type="ACCOUNT", tags={"Stage": "dev"})
    with urllib.request.urlopen(f"{url}/_emulator/leftovers") as answer:
        assert {one["type"] for one in json.load(answer)} == {"bucket", "analyzer"}

    urllib.request.urlopen(urllib.request.Request(f"{url}/_emulator/reset", method="POST")).close()
    assert leftovers() == set()
    assert s3.list_buckets()["Buckets"] == []
    s3.create_bucket(Bucket="data")
    assert s3.get_bucket_request_payment(Bucket="data")["Payer"] == "BucketOwner"
    arn = client("accessanalyzer").create_analyzer(analyzerName="account", type="ACCOUNT")["arn"]
    assert client("accessanalyzer").list_tags_for_resource(resourceArn=arn)["tags"] == {}


def test_every_category_reads_what_moto_has(emulator: Application) -> None:
    backend_of: Any = import_module("moto.backends").get_backend
    for category in inventory.CATEGORIES:
        regions = backend_of(category.service.replace("application-autoscaling", "applicationautoscaling"))
        backend = regions["123456789012"]["us-east-1" if "us-east-1" in regions["123456789012"] else "aws"]
        assert backend is not None
        assert all(isinstance(identifier, str) for identifier in category.collect(backend)), category


def test_categories_are_unique() -> None:
    for names in (
        [(one.service, one.type) for one in inventory.CATEGORIES],
        [(service, kind) for service, kind, _ in inventory.OVERLAY_CATEGORIES],
        [(service, store) for service, _, store in inventory.OVERLAY_CATEGORIES],
    ):
        assert len(names) == len(set(names))
