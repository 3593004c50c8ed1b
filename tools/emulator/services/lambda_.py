"""Lambda: attributes of functions that moto forgets."""

from __future__ import annotations

from ..overlay import Answer, Call, amend

SERVICE = "lambda"
_KEPT = ("KMSKeyArn", "DeadLetterConfig", "SnapStart", "TracingConfig")


def _name(call: Call) -> str:
    """`FunctionName` may be a name, a partial or a full ARN, with or without a version."""
    name: str = call.params["FunctionName"]
    return name.rpartition("function:")[2].partition(":")[0]


def _complete(call: Call, function: Answer) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html"""
    name = _name(call)
    requested = call.recall("functions", name)
    function.update({field: requested[field] for field in _KEPT if requested.get(field)})
    if function.get("PackageType") == "Image" and not requested.get("ImageConfig"):
        function.pop("ImageConfigResponse", None)
    defaults = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"}
    function["LoggingConfig"] = {**defaults, **requested.get("LoggingConfig", {})}


@amend(SERVICE, "CreateFunction", "UpdateFunctionConfiguration")
def keep(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"""
    call.remember("functions", _name(call), call.params)
    _complete(call, answer)


@amend(SERVICE, "GetFunction")
def show_function(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html"""
    _complete(call, answer["Configuration"])


@amend(SERVICE, "GetFunctionConfiguration", "PublishVersion")
def show_configuration(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html"""
    _complete(call, answer)


@amend(SERVICE, "DeleteFunction")
def forget(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html"""
    if not call.params.get("Qualifier"):
        call.store("functions").pop(_name(call), None)
