from __future__ import annotations

from typing import Any

import pytest


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
