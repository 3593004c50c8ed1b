from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator import categories
from emulator.application import Application

BUDGET = {
    "BudgetName": "all",
    "BudgetType": "COST",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": {"Amount": "1", "Unit": "USD"},
}
TABLE = {
    "TableName": "locks",
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "LockID", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "LockID", "AttributeType": "S"}],
}
POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'
)
DATABASE = {
    "DBInstanceIdentifier": "main",
    "Engine": "postgres",
    "DBInstanceClass": "db.t4g.micro",
    "AllocatedStorage": 20,
    "MasterUsername": "app",
    "MasterUserPassword": "not-a-secret-here",
}
PARAMETERS = {
    "DBParameterGroupName": "mine",
    "DBParameterGroupFamily": "postgres16",
    "Description": "x",
}
HEALTH_CHECK = {
    "CallerReference": "1",
    "HealthCheckConfig": {"Type": "HTTPS", "FullyQualifiedDomainName": "example.com"},
}
IP_SET = {"Name": "allowed", "Scope": "REGIONAL", "IPAddressVersion": "IPV4", "Addresses": ["192.0.2.0/24"]}

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


def test_parameter_that_was_only_asked_for_is_not_left_over(client: Any, leftovers: Leftovers) -> None:
    assert client("ssm").get_parameters(Names=["/none"])["InvalidParameters"] == ["/none"]
    with pytest.raises(ClientError, match="ParameterNotFound"):
        client("ssm").get_parameter_history(Name="/none")
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
    for category in categories.CATEGORIES:
        regions = backend_of(category.service.replace("application-autoscaling", "applicationautoscaling"))
        backend = regions["123456789012"]["us-east-1" if "us-east-1" in regions["123456789012"] else "aws"]
        assert backend is not None
        assert all(isinstance(identifier, str) for identifier in category.collect(backend)), category


def test_categories_are_unique() -> None:
    for names in (
        [(one.service, one.type) for one in categories.CATEGORIES],
        [(service, kind) for service, kind, _ in categories.OVERLAY_CATEGORIES],
        [(service, store) for service, _, store in categories.OVERLAY_CATEGORIES],
    ):
        assert len(names) == len(set(names))


CREATIONS: list[tuple[str, str, dict[str, Any], tuple[str, str]]] = [
    ("acm", "request_certificate", {"DomainName": "example.com"}, ("certificate", "")),
    ("budgets", "create_budget", {"AccountId": "123456789012", "Budget": BUDGET}, ("budget", "all")),
    ("cloudwatch", "put_dashboard", {"DashboardName": "web", "DashboardBody": "{}"}, ("dashboard", "web")),
    ("codecommit", "create_repository", {"repositoryName": "web"}, ("repository", "web")),
    ("dynamodb", "create_table", TABLE, ("table", "locks")),
    ("ec2", "allocate_address", {"Domain": "vpc"}, ("elastic-ip", "eipalloc-")),
    ("ec2", "create_internet_gateway", {}, ("internet-gateway", "igw-")),
    ("ecr", "create_repository", {"repositoryName": "web"}, ("repository", "web")),
    ("elbv2", "create_target_group", {"Name": "web", "TargetType": "lambda"}, ("target-group", "arn:")),
    ("guardduty", "create_detector", {"Enable": True}, ("detector", "")),
    ("iam", "create_instance_profile", {"InstanceProfileName": "web"}, ("instance-profile", "")),
    ("iam", "create_open_id_connect_provider", {"Url": "https://example.com"}, ("oidc-provider", "arn:")),
    ("iam", "create_policy", {"PolicyName": "push", "PolicyDocument": POLICY}, ("policy", "arn:")),
    ("kms", "create_key", {}, ("key", "")),
    ("logs", "create_log_group", {"logGroupName": "web"}, ("log-group", "web")),
    ("opensearch", "create_domain", {"DomainName": "logs"}, ("domain", "logs")),
    ("rds", "create_db_instance", DATABASE, ("instance", "main")),
    ("rds", "create_db_parameter_group", PARAMETERS, ("parameter-group", "mine")),
    (
        "rds",
        "create_global_cluster",
        {"GlobalClusterIdentifier": "world", "Engine": "aurora-mysql"},
        ("global-cluster", "world"),
    ),
    ("route53", "create_health_check", HEALTH_CHECK, ("health-check", "")),
    ("route53", "create_hosted_zone", {"Name": "example.com", "CallerReference": "1"}, ("hosted-zone", "")),
    ("securityhub", "enable_security_hub", {}, ("hub", "default")),
    ("sns", "create_topic", {"Name": "alerts"}, ("topic", "arn:")),
    ("sqs", "create_queue", {"QueueName": "jobs"}, ("queue", "jobs")),
    ("ssm", "put_parameter", {"Name": "/web", "Value": "1", "Type": "String"}, ("parameter", "/web")),
    ("wafv2", "create_ip_set", IP_SET, ("ip-set", "")),
]


@pytest.mark.parametrize(("service", "operation", "parameters", "expected"), CREATIONS)
def test_resource_is_left_over(
    client: Any,
    leftovers: Leftovers,
    service: str,
    operation: str,
    parameters: dict[str, Any],
    expected: tuple[str, str],
) -> None:
    getattr(client(service), operation)(**parameters)
    kind, start = expected
    assert any(found == kind and identifier.startswith(start) for found, identifier in leftovers())
