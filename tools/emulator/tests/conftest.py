"""An emulator in this process, on a free port, emptied before every test."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from emulator import environment

ACCOUNT = "123456789012"

version = environment.require_moto()
environment.prepare(ACCOUNT)

from moto.core.base_backend import BackendDict  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

from emulator import server  # noqa: E402
from emulator.application import Application  # noqa: E402

Client = Callable[..., Any]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--stock",
        action="store_true",
        help="run against moto alone: every test of a service module should fail",
    )
    parser.addoption(
        "--slow", action="store_true", help="with -m terraform: include families that take minutes"
    )


@pytest.fixture(scope="session")
def running(request: pytest.FixtureRequest) -> Iterator[tuple[Application, str]]:
    """The application under test and its URL."""
    if request.config.getoption("--stock"):
        application: Any = DomainDispatcherApplication(create_backend_app)
        listening = make_server("127.0.0.1", 0, application, threaded=True)
    else:
        application = server.create(ACCOUNT, version)
        listening = server.listen(application, "127.0.0.1", 0)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield application, f"http://127.0.0.1:{listening.port}"
    listening.shutdown()
    listening.server_close()


@pytest.fixture
def emulator(running: tuple[Application, str], request: pytest.FixtureRequest) -> Application:
    """The application, without any resource."""
    application, _ = running
    if request.config.getoption("--stock"):
        BackendDict.reset()
    else:
        application.reset()
    return application


@pytest.fixture
def url(running: tuple[Application, str], emulator: Application) -> str:
    return running[1]


@pytest.fixture(scope="session")
def clients(running: tuple[Application, str]) -> Client:
    """Clients for the whole session: making one reads the model of its service and takes longer than most tests."""

    @functools.cache
    def create(service: str, region: str) -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=running[1],
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(
                retries={"max_attempts": 0}, s3={"addressing_style": "path"}, parameter_validation=False
            ),
        )

    return create


@pytest.fixture
def client(clients: Client, emulator: Application) -> Client:
    """`client(service, region="us-east-1")`: a boto3 client of the emulator, which fails at the first
    error."""
    return lambda service, region="us-east-1": clients(service, region)


@pytest.fixture
def leftovers(emulator: Application) -> Callable[[], set[tuple[str, str]]]:
    """The (type, id) pairs of what exists now."""
    return lambda: {(resource.type, resource.id) for resource in emulator.leftovers()}
