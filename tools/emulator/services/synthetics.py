"""CloudWatch Synthetics: a canary's life and the attributes that moto forgets."""

from __future__ import annotations

from moto.synthetics.models import synthetics_backends

from ..overlay import TO_MOTO, Answer, AwsError, Call, ToMoto, amend, normalize, operation

SERVICE = "synthetics"
CANARIES = "canaries"
_RUN_DEFAULTS = {"TimeoutInSeconds": 300, "MemoryInMB": 1000, "ActiveTracing": False}

# moto writes the timestamps of a canary as text.
normalize(SERVICE)


def _require(call: Call) -> str:
    name: str = call.params["Name"]
    if name not in call.store(CANARIES):
        raise AwsError("ResourceNotFoundException", f"Canary not found: {name}", 404)
    return name


def _complete(call: Call, canary: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_Canary.html"""
    kept = call.recall(CANARIES, canary["Name"])
    function = call.arn("lambda", f"function:cwsyn-{canary['Name']}-{canary.get('Id', '')}:1")
    canary["Status"] = {"State": kept["state"]}
    canary["EngineArn"] = function
    canary["Code"] = {
        "SourceLocationArn": function.replace(":function:", ":layer:"),
        "Handler": kept["Code"].get("Handler", "index.handler"),
    }
    canary["Schedule"] = {"DurationInSeconds": 0, **kept.get("Schedule", {})}
    canary["RunConfig"] = {**_RUN_DEFAULTS, **kept.get("RunConfig", {})}
    canary["Tags"] = kept.get("Tags", {})
    # The service answers without the scheme that a request has.
    canary["ArtifactS3Location"] = kept["ArtifactS3Location"].removeprefix("s3://")


@amend(SERVICE, "CreateCanary")
def create(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_CreateCanary.html"""
    call.remember(CANARIES, call.params["Name"], {**call.params, "state": "READY"})
    _complete(call, answer["Canary"])


@operation(SERVICE, "UpdateCanary")
def update(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_UpdateCanary.html"""
    name = _require(call)
    call.remember(CANARIES, name, call.params)
    canary = synthetics_backends[call.account][call.region].canaries[name]
    for field, attribute in (
        ("ExecutionRoleArn", "execution_role_arn"),
        ("RuntimeVersion", "runtime_version"),
        ("SuccessRetentionPeriodInDays", "success_retention_period_in_days"),
        ("FailureRetentionPeriodInDays", "failure_retention_period_in_days"),
    ):
        if field in call.params:
            setattr(canary, attribute, call.params[field])
    return {}


@operation(SERVICE, "GetCanary")
def get(call: Call) -> ToMoto:
    """moto fails on an unknown canary, instead of answering that it is unknown.

    https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_GetCanary.html
    """
    _require(call)
    return TO_MOTO


@amend(SERVICE, "GetCanary")
def show(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_GetCanary.html"""
    _complete(call, answer["Canary"])


@operation(SERVICE, "StartCanary")
def start(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_StartCanary.html"""
    call.remember(CANARIES, _require(call), {"state": "RUNNING"})
    return {}


@operation(SERVICE, "StopCanary")
def stop(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_StopCanary.html"""
    call.remember(CANARIES, _require(call), {"state": "STOPPED"})
    return {}


@operation(SERVICE, "DeleteCanary")
def delete(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_DeleteCanary.html"""
    name = _require(call)
    del call.store(CANARIES)[name]
    del synthetics_backends[call.account][call.region].canaries[name]
    return {}
