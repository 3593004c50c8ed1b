from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any


def test_simultaneous_calls_of_several_services_lose_nothing(client: Any) -> None:
    clients = {service: client(service) for service in ("ec2", "sqs", "iam", "ecs", "ssm")}
    vpc = clients["ec2"].create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    def create(number: int) -> None:
        clients["ec2"].create_security_group(GroupName=f"group-{number}", Description="x", VpcId=vpc)
        clients["sqs"].create_queue(QueueName=f"queue-{number}")
        clients["iam"].create_role(RoleName=f"role-{number}", AssumeRolePolicyDocument="{}")
        clients["ecs"].create_cluster(clusterName=f"cluster-{number}")
        clients["ssm"].put_parameter(Name=f"/parameter/{number}", Value="x", Type="String")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(create, range(60)))

    groups = clients["ec2"].describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])[
        "SecurityGroups"
    ]
    assert len(groups) == 60 + 1
    assert len(clients["sqs"].list_queues()["QueueUrls"]) == 60
    assert len(clients["iam"].list_roles()["Roles"]) == 60
    assert len(clients["ecs"].list_clusters()["clusterArns"]) == 60
