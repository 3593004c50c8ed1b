"""Certificate Manager: the key algorithm that was asked for."""

from __future__ import annotations

from ..overlay import Answer, Call, amend

SERVICE = "acm"
ALGORITHMS = "key_algorithms"


@amend(SERVICE, "RequestCertificate")
def request_certificate(call: Call, answer: Answer) -> None:
    """moto makes RSA keys of 2,048 bits for everybody.

    https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
    """
    call.store(ALGORITHMS)[answer["CertificateArn"]] = call.params.get("KeyAlgorithm", "RSA_2048")


@amend(SERVICE, "DescribeCertificate")
def describe_certificate(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html"""
    certificate = answer["Certificate"]
    certificate["KeyAlgorithm"] = call.store(ALGORITHMS).get(
        certificate["CertificateArn"], certificate["KeyAlgorithm"]
    )


@amend(SERVICE, "DeleteCertificate")
def delete_certificate(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html"""
    call.store(ALGORITHMS).pop(call.params["CertificateArn"], None)
