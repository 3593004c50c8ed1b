from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.mark.parametrize("requested", [None, "EC_prime256v1", "RSA_2048"])
def test_certificate_has_the_key_algorithm_that_was_asked_for(client: Any, requested: str | None) -> None:
    acm = client("acm")
    algorithm = {"KeyAlgorithm": requested} if requested else {}
    arn = acm.request_certificate(DomainName="example.com", ValidationMethod="DNS", **algorithm)[
        "CertificateArn"
    ]
    shown = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    assert shown["KeyAlgorithm"] == (requested or "RSA_2048")
    acm.delete_certificate(CertificateArn=arn)


def test_certificate_of_a_listener_can_not_be_deleted(client: Any) -> None:
    acm, ec2, elb = client("acm"), client("ec2"), client("elbv2")
    first, second = (
        acm.request_certificate(DomainName=name, ValidationMethod="DNS")["CertificateArn"]
        for name in ("example.com", "www.example.com")
    )
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    balancer = elb.create_load_balancer(Name="web", Subnets=[subnet])["LoadBalancers"][0]["LoadBalancerArn"]
    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    listener = elb.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": first}],
        DefaultActions=[answer],
    )["Listeners"][0]["ListenerArn"]
    with pytest.raises(ClientError, match="ResourceInUseException"):
        acm.delete_certificate(CertificateArn=first)
    elb.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": second}])
    acm.delete_certificate(CertificateArn=first)
