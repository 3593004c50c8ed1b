"""Every type of resource that the inventory knows.

Each row of `CATEGORIES` and `OVERLAY_CATEGORIES` is one type. To add one, add one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Collect = Callable[[Any], Iterable[str]]


@dataclass(frozen=True)
class Category:
    """A type of resource that a moto backend holds; `collect` lists the identifiers of those that exist."""

    service: str
    type: str
    collect: Collect


def _ids(attribute: str, alive: Callable[[Any], bool] = lambda _: True) -> Collect:
    """The keys of a dictionary of the backend, of the entries that count as existing."""
    return lambda backend: (str(key) for key, value in getattr(backend, attribute).items() if alive(value))


def _nested(attribute: str) -> Collect:
    """The keys of the inner dictionaries of a dictionary of dictionaries."""
    return lambda backend: (str(key) for inner in getattr(backend, attribute).values() for key in inner)


def _children(attribute: str, children: str) -> Collect:
    """`parent/child` for each key of a dictionary that each resource of the backend has."""
    return lambda backend: (
        f"{parent}/{child}"
        for parent, owner in getattr(backend, attribute).items()
        for child in getattr(owner, children)
    )


def _named(attribute: str, name: str) -> Collect:
    """An attribute of every element of a list of the backend."""
    return lambda backend: (str(getattr(item, name)) for item in getattr(backend, attribute))


def _not_default(attribute: str) -> Collect:
    """The keys of a dictionary of the backend without AWS's own, such as `default.postgres16`."""
    return lambda backend: (
        name for name in getattr(backend, attribute) if not name.startswith(("default.", "default:"))
    )


def _active_task_definitions(backend: Any) -> Iterator[str]:
    # Deregistered revisions stay INACTIVE for as long as AWS likes:
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html
    for family, revisions in backend.task_definitions.items():
        yield from (f"{family}:{number}" for number, one in revisions.items() if one.status == "ACTIVE")


def _customer_keys(backend: Any) -> Iterator[str]:
    # ScheduleKeyDeletion leaves a key for 7 to 30 days, and AWS managed keys are not the customer's:
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
    # moto calls the latter CUSTOMER too; their alias gives them away.
    for key in backend.keys.values():
        managed_by_aws = any(name.startswith("alias/aws/") for name in key.aliases)
        if not managed_by_aws and key.key_state not in ("PendingDeletion", "PendingReplicaDeletion"):
            yield key.id


def _customer_aliases(backend: Any) -> Iterator[str]:
    for key in backend.keys.values():
        yield from (name for name in key.aliases if not name.startswith("alias/aws/"))


def _rules(backend: Any) -> Iterator[str]:
    for bus in backend.event_buses.values():
        yield from (f"{bus.name}/{rule}" for rule in bus.rules)


def _schedules(backend: Any) -> Iterator[str]:
    for group in backend.schedule_groups.values():
        yield from (f"{group.name}/{schedule}" for schedule in group.schedules)


def _listener_rules(backend: Any) -> Iterator[str]:
    for balancer in backend.load_balancers.values():
        for listener in balancer.listeners.values():
            yield from (
                arn for arn, rule in listener.rules.items() if getattr(rule, "priority", None) != "default"
            )


def _parameters(backend: Any) -> Iterator[str]:
    # moto leaves an empty list behind where a parameter was asked for that does not exist.
    for versions in backend._parameters.values():
        yield from (one.name for one in versions[-1:] if not one.name.startswith("/aws/"))


def _own_policies(backend: Any) -> Iterator[str]:
    return (arn for arn in backend.managed_policies if not arn.startswith("arn:aws:iam::aws:"))


def _ebs_encryption(backend: Any) -> Iterator[str]:
    if backend.ebs_encryption_by_default:
        yield "enabled"


def _password_policy(backend: Any) -> Iterator[str]:
    if backend.account_password_policy is not None:
        yield "account"


def _budgets(backend: Any) -> Iterator[str]:
    return (name for budgets in backend.budgets.values() for name in budgets)


CATEGORIES: tuple[Category, ...] = (
    Category("acm", "certificate", _ids("_certificates")),
    Category("application-autoscaling", "scalable-target", _nested("targets")),
    Category("application-autoscaling", "scaling-policy", _ids("policies")),
    Category("application-autoscaling", "scheduled-action", _named("scheduled_actions", "arn")),
    Category("backup", "plan", _ids("plans", lambda plan: plan.deletion_date is None)),
    Category("backup", "report-plan", _ids("report_plans")),
    Category("backup", "vault", _ids("vaults")),
    Category("budgets", "budget", _budgets),
    Category("cloudtrail", "trail", _ids("trails")),
    Category("cloudwatch", "alarm", _ids("alarms")),
    Category("cloudwatch", "dashboard", _ids("dashboards")),
    Category("codebuild", "project", _ids("codebuild_projects")),
    Category("codecommit", "repository", _ids("repositories")),
    Category("codepipeline", "pipeline", _ids("pipelines")),
    Category("dynamodb", "table", _ids("tables")),
    Category("ec2", "ebs-encryption-by-default", _ebs_encryption),
    Category("ec2", "dhcp-options", _ids("dhcp_options_sets")),
    Category("ec2", "egress-only-internet-gateway", _ids("egress_only_internet_gateways")),
    Category("ec2", "elastic-ip", _named("addresses", "allocation_id")),
    Category("ec2", "flow-log", _ids("flow_logs")),
    Category("ec2", "instance", _ids("reservations")),
    Category("ec2", "internet-gateway", _ids("internet_gateways")),
    Category("ec2", "launch-template", _ids("launch_templates")),
    Category("ec2", "nat-gateway", _ids("nat_gateways", lambda gateway: gateway.state != "deleted")),
    Category("ec2", "network-acl", _ids("network_acls")),
    Category("ec2", "network-interface", _ids("enis")),
    Category("ec2", "prefix-list", _ids("managed_prefix_lists")),
    Category("ec2", "route-table", _ids("route_tables")),
    Category("ec2", "security-group", _nested("groups")),
    Category("ec2", "subnet", _nested("subnets")),
    Category("ec2", "volume", _ids("volumes")),
    Category("ec2", "vpc", _ids("vpcs")),
    Category("ec2", "vpc-endpoint", _ids("vpc_end_points", lambda endpoint: endpoint.state != "deleted")),
    Category("ec2", "vpc-peering-connection", _ids("vpc_pcxs")),
    Category("ecr", "repository", _ids("repositories")),
    Category("ecs", "capacity-provider", _ids("capacity_providers")),
    Category("ecs", "cluster", _ids("clusters", lambda cluster: cluster.status != "INACTIVE")),
    Category("ecs", "service", _ids("services", lambda service: service.status != "INACTIVE")),
    Category("ecs", "task-definition", _active_task_definitions),
    Category("elasticache", "snapshot", _ids("snapshots")),
    Category("elasticache", "subnet-group", _ids("cache_subnet_groups")),
    Category("elasticache", "user", _ids("users")),
    Category("elbv2", "listener", _children("load_balancers", "listeners")),
    Category("elbv2", "listener-rule", _listener_rules),
    Category("elbv2", "load-balancer", _ids("load_balancers")),
    Category("elbv2", "target-group", _ids("target_groups")),
    Category("events", "archive", _ids("archives")),
    Category("events", "connection", _ids("connections")),
    Category("events", "destination", _ids("destinations")),
    Category("events", "event-bus", _ids("event_buses")),
    Category("events", "rule", _rules),
    Category("firehose", "delivery-stream", _ids("delivery_streams")),
    Category("guardduty", "detector", _ids("detectors")),
    Category("iam", "group", _ids("groups")),
    Category("iam", "instance-profile", _ids("instance_profiles")),
    Category("iam", "oidc-provider", _ids("open_id_providers")),
    Category("iam", "password-policy", _password_policy),
    Category("iam", "policy", _own_policies),
    Category("iam", "role", _ids("roles")),
    Category("iam", "server-certificate", _ids("certificates")),
    Category("iam", "user", _ids("users")),
    Category("kms", "alias", _customer_aliases),
    Category("kms", "key", _customer_keys),
    Category("lambda", "event-source-mapping", _ids("_event_source_mappings")),
    Category("lambda", "function", lambda backend: iter(backend._lambdas._functions)),
    Category("lambda", "layer", lambda backend: iter(backend._layers._layers)),
    Category("logs", "destination", _ids("destinations")),
    Category("logs", "log-group", _ids("groups")),
    Category(
        "logs",
        "metric-filter",
        lambda backend: (item["filterName"] for item in backend.filters.metric_filters),
    ),
    Category("logs", "resource-policy", _ids("resource_policies")),
    Category("logs", "subscription-filter", _children("groups", "subscription_filters")),
    Category("opensearch", "domain", _ids("domains")),
    Category("rds", "cluster", _ids("clusters")),
    Category("rds", "cluster-parameter-group", _not_default("db_cluster_parameter_groups")),
    Category("rds", "cluster-snapshot", _ids("cluster_snapshots")),
    Category("rds", "event-subscription", _ids("event_subscriptions")),
    Category("rds", "global-cluster", _ids("global_clusters")),
    Category("rds", "instance", _ids("databases")),
    Category("rds", "option-group", _not_default("option_groups")),
    Category("rds", "parameter-group", _not_default("db_parameter_groups")),
    Category("rds", "proxy", _ids("db_proxies")),
    Category("rds", "snapshot", _ids("database_snapshots")),
    Category("rds", "subnet-group", _ids("subnet_groups")),
    Category("route53", "health-check", _ids("health_checks")),
    Category("route53", "hosted-zone", _ids("zones")),
    Category("route53", "query-logging-config", _ids("query_logging_configs")),
    Category("s3", "bucket", _ids("buckets")),
    Category("scheduler", "schedule", _schedules),
    Category("scheduler", "schedule-group", _ids("schedule_groups")),
    Category("secretsmanager", "secret", _ids("secrets", lambda secret: not secret.is_deleted())),
    Category("securityhub", "hub", lambda backend: ["default"] if backend.enabled else []),
    Category("sns", "subscription", _ids("subscriptions")),
    Category("sns", "topic", _ids("topics")),
    Category("sqs", "queue", _ids("queues")),
    Category("ssm", "parameter", _parameters),
    Category("synthetics", "canary", _ids("canaries")),
    Category("wafv2", "ip-set", _ids("ip_sets")),
    Category("wafv2", "logging-configuration", _ids("logging_configurations")),
    Category("wafv2", "regex-pattern-set", _ids("regex_pattern_sets")),
    Category("wafv2", "rule-group", _ids("rule_groups")),
    Category("wafv2", "web-acl", _ids("wacls")),
)

#: Resources that only the overlay keeps: service, type, and the name of the store.
OVERLAY_CATEGORIES: tuple[tuple[str, str, str], ...] = (
    ("accessanalyzer", "analyzer", "analyzers"),
    ("backup", "selection", "selections"),
    ("ce", "anomaly-monitor", "anomaly_monitors"),
    ("ce", "anomaly-subscription", "anomaly_subscriptions"),
    ("cloudwatch", "composite-alarm", "composite_alarms"),
    ("codebuild", "report-group", "report_groups"),
    ("codestar-connections", "connection", "connections"),
    ("codestar-notifications", "notification-rule", "notification_rules"),
    ("ec2", "ebs-default-key", "ebs_default_keys"),
    ("ec2", "instance-metadata-defaults", "instance_metadata_defaults"),
    ("ec2", "snapshot-public-access-block", "snapshot_public_access_blocks"),
    ("ecr", "pull-through-cache-rule", "pull_through_cache_rules"),
    ("elasticache", "cluster", "clusters"),
    ("elasticache", "parameter-group", "parameter_groups"),
    ("elasticache", "replication-group", "replication_groups"),
    ("elasticache", "user-group", "user_groups"),
    ("guardduty", "publishing-destination", "publishing_destinations"),
    ("logs", "query-definition", "query_definitions"),
    ("rds", "automated-backup-replication", "automated_backups"),
    ("rds", "proxy-endpoint", "proxy_endpoints"),
    ("s3control", "public-access-block", "public_access_blocks"),
    ("securityhub", "finding-aggregator", "finding_aggregators"),
    ("securityhub", "standards-subscription", "standards_subscriptions"),
)

BY_SERVICE: dict[str, list[Category]] = {}
for _category in CATEGORIES:
    BY_SERVICE.setdefault(_category.service, []).append(_category)
