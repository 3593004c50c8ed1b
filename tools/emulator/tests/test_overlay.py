"""The overlay's own rules: what is registered exists, errors have the form of the service."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.session import get_session

from emulator import overlay, patching, services
from emulator.protocol import Request, find_operation
from emulator.services import load
from werkzeug.datastructures import Headers


def test_registered_operations_exist_in_the_service_models() -> None:
    models = {service: get_session().get_service_model(service) for service in overlay.services()}
    unknown = [
        (service, name)
        for service, name in overlay.registered()
        if name not in models[service].operation_names
    ]
    assert unknown == []


def test_every_service_module_contributes_and_cites_the_reference() -> None:
    contributions = ("@check(", "@operation(", "@amend(", "@patch(", ").register()")
    for name in load():
        content = (Path(services.__file__).parent / f"{name}.py").read_text()
        assert "https://docs.aws.amazon.com/" in content, name
        assert any(one in content for one in contributions), name


def test_operation_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        overlay.operation("ecr", "CreatePullThroughCacheRule")(lambda call: {})


def test_patch_of_a_missing_method_stops_the_start() -> None:
    class Backend:
        pass

    patching.patch(Backend, "vanished")(lambda original, self: None)
    with pytest.raises(patching.PatchError, match="Backend.vanished: moto has no such method"):
        patching.apply_all()
    patching._patches.pop()


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("ecs", lambda ecs: ecs.put_account_setting_default(name="x", value="y")),
        ("elasticache", lambda cache: cache.describe_user_groups()),
        ("backup", lambda backup: backup.describe_region_settings()),
    ],
)
def test_failing_handler_answers_in_the_form_of_the_service(
    client: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, service: str, call: Any
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("boom")

    monkeypatch.setattr(overlay.Call, "store", fail)
    with pytest.raises(ClientError) as raised:
        call(client(service))
    answer = raised.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert answer["Error"]["Code"] == "InternalFailure"
    assert "KeyError: 'boom'" in str(raised.value)
    assert "boom" in caplog.text


def test_error_of_moto_inside_a_handler_is_the_services_error(client: Any) -> None:
    with pytest.raises(ClientError) as raised:
        client("backup").update_backup_plan(
            BackupPlanId="none", BackupPlan={"BackupPlanName": "x", "Rules": []}
        )
    assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_unknown_endpoint_names_the_known_ones(url: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(f"{url}/_emulator/none")
    assert raised.value.code == 404
    assert "GET /_emulator/leftovers" in json.load(raised.value)["message"]


def test_health_names_account_and_version(url: str) -> None:
    with urllib.request.urlopen(f"{url}/_emulator/health") as answer:
        assert json.load(answer) == {"status": "ok", "account": "123456789012", "moto": "5.2.1"}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (None, {}),
        ({"a": "1"}, {"a": "1"}),
        ([{"Key": "a", "Value": "1"}, {"key": "b", "value": "2"}], {"a": "1", "b": "2"}),
        ([{"Key": "a"}], {"a": ""}),
    ],
)
def test_tags_come_in_all_forms(tags: Any, expected: dict[str, str]) -> None:
    assert overlay.tags_as_dict(tags) == expected


def _get(path: str) -> Request:
    return Request("GET", path, path, "", Headers(), b"")


@pytest.mark.parametrize(
    ("service", "path", "name", "parameters"),
    [
        (
            "lambda",
            "/2015-03-31/functions/web/configuration",
            "GetFunctionConfiguration",
            {"FunctionName": "web"},
        ),
        (
            "backup",
            "/backup/plans/1/selections/2",
            "GetBackupSelection",
            {"backupPlanId": "1", "selectionId": "2"},
        ),
        ("backup", "/backup/plans/1/", "GetBackupPlan", {"backupPlanId": "1"}),
        ("guardduty", "/detector/1", "GetDetector", {"DetectorId": "1"}),
        ("route53", "/2013-04-01/healthcheck/1", "GetHealthCheck", {"HealthCheckId": "1"}),
    ],
)
def test_rest_operation_is_found_by_its_path(
    service: str, path: str, name: str, parameters: dict[str, str]
) -> None:
    found = find_operation(service, _get(path))
    assert found is not None
    assert (found.name, found.uri_parameters) == (name, parameters)


def test_path_of_no_operation_is_left_to_moto() -> None:
    assert find_operation("lambda", _get("/nowhere")) is None
