from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

TRUST = (
    '{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
    '"Principal": {"Service": "lambda.amazonaws.com"}}]}'
)

KEPT = {
    "KMSKeyArn": "key",
    "DeadLetterConfig": {"TargetArn": "queue"},
    "TracingConfig": {"Mode": "Active"},
    "LoggingConfig": {"LogFormat": "JSON", "LogGroup": "logs"},
}


@pytest.fixture
def functions(client: Any) -> Any:
    role = client("iam").create_role(
        RoleName="function",
        AssumeRolePolicyDocument=TRUST,
    )["Role"]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("index.py", "def handler(event, context): pass")
    functions = client("lambda")
    functions.create_function(
        FunctionName="scaler",
        Role=role,
        Runtime="python3.12",
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
        **KEPT,
    )
    return functions


def test_function_keeps_what_was_requested(functions: Any) -> None:
    for shown in (
        functions.get_function(FunctionName="scaler")["Configuration"],
        functions.get_function_configuration(
            FunctionName="arn:aws:lambda:us-east-1:123456789012:function:scaler"
        ),
    ):
        assert {name: shown[name] for name in KEPT} == KEPT


def test_function_logs_to_a_group_of_its_name_by_default(functions: Any) -> None:
    functions.update_function_configuration(FunctionName="scaler", LoggingConfig={})
    shown = functions.get_function_configuration(FunctionName="scaler")
    assert shown["LoggingConfig"] == {"LogFormat": "Text", "LogGroup": "/aws/lambda/scaler"}
    assert shown["KMSKeyArn"] == "key"


def test_invocation_needs_no_container(functions: Any) -> None:
    answer = functions.invoke(FunctionName="scaler", Payload=b"{}")
    assert (answer["StatusCode"], "FunctionError" in answer) == (200, False)
