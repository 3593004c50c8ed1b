"""Certificate Manager: the key algorithm that was asked for, certificates that are in use."""

from __future__ import annotations

from moto.elbv2.models import elbv2_backends

from ..overlay import TO_MOTO, Answer, AwsError, Call, ToMoto, amend, operation

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


@operation(SERVICE, "DeleteCertificate")
def refuse_certificate_in_use(call: Call) -> ToMoto:
    """A listener holds its certificate; moto deletes it all the same.

    https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html
    """
    arn = call.params["CertificateArn"]
    balancers = elbv2_backends[call.account][call.region].load_balancers.values()
    listeners = [listener for balancer in balancers for listener in balancer.listeners.values()]
    if any(arn == listener.certificate or arn in listener.certificates for listener in listeners):
        raise AwsError("ResourceInUseException", f"Certificate {arn} in use.")
    return TO_MOTO


@amend(SERVICE, "DeleteCertificate")
def delete_certificate(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html"""
    call.store(ALGORITHMS).pop(call.params["CertificateArn"], None)
