"""The command line, as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

TOOLS = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(TOOLS)}


def _run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "emulator", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, env=ENVIRONMENT, **options)


@contextmanager
def _running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A started emulator, and what its ready line says."""
    process = subprocess.Popen(
        [sys.executable, "-m", "emulator", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def _get(url: str, method: str = "GET") -> Any:
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=5) as answer:
        return json.load(answer)


def test_ready_line_names_the_url_the_account_and_the_version() -> None:
    with _running("--account", "210987654321") as (process, ready):
        assert set(ready) == {"url", "account", "moto"}
        assert (ready["account"], ready["moto"]) == ("210987654321", "5.2.1")
        assert _get(ready["url"] + "/_emulator/health")["status"] == "ok"
        sts = boto3.client(
            "sts",
            region_name="us-east-1",
            endpoint_url=ready["url"],
            aws_access_key_id="x",
            aws_secret_access_key="x",
        )
        assert sts.get_caller_identity()["Account"] == "210987654321"
        process.terminate()
        rest, _ = process.communicate(timeout=5)
        assert rest == "", "stdout carries the ready line only"


def test_emulator_starts_within_seconds() -> None:
    started = time.monotonic()
    with _running():
        assert time.monotonic() - started < 10


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_the_emulator_with_success(number: signal.Signals) -> None:
    with _running() as (process, _):
        process.send_signal(number)
        assert process.wait(timeout=5) == 0


def test_emulator_ends_with_its_standard_input() -> None:
    with _running("--exit-with-stdin") as (process, ready):
        assert process.poll() is None
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=5) == 0
        with pytest.raises(urllib.error.URLError):
            _get(ready["url"] + "/_emulator/health")
        process.stdin = None


def test_emulator_outlives_its_standard_input_unless_told() -> None:
    with _running() as (process, ready):
        assert process.stdin is not None
        process.stdin.close()
        time.sleep(0.5)
        assert _get(ready["url"] + "/_emulator/health")["status"] == "ok"
        process.stdin = None


@pytest.mark.parametrize(
    ("arguments", "given", "allowed"),
    [
        (["--host", "0.0.0.0"], "'0.0.0.0'", "loopback"),
        (["--host", "example.com"], "'example.com'", "loopback"),
        (["--account", "12345"], "'12345'", "12 digits"),
        (["--account", "12345678901x"], "'12345678901x'", "12 digits"),
        (["--port", "70000"], "'70000'", "65535"),
        (["--json"], "--json", "--gaps"),
    ],
)
def test_bad_argument_is_refused(arguments: list[str], given: str, allowed: str) -> None:
    done = _run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert given in done.stderr
    assert allowed in done.stderr


def test_taken_port_is_reported() -> None:
    with _running() as (_, ready):
        port = ready["url"].rpartition(":")[2]
        done = _run("--port", port)
        assert (done.returncode, done.stdout) == (1, "")
        assert f"127.0.0.1:{port}" in done.stderr


def test_log_file_has_every_call(tmp_path: Path) -> None:
    log = tmp_path / "emulator.log"
    with _running("--log", str(log)) as (_, ready):
        sqs = boto3.client(
            "sqs",
            region_name="eu-west-1",
            endpoint_url=ready["url"],
            aws_access_key_id="x",
            aws_secret_access_key="x",
        )
        sqs.create_queue(QueueName="jobs")
    assert "eu-west-1 sqs CreateQueue -> 200" in log.read_text()


def test_unwritable_log_file_is_reported(tmp_path: Path) -> None:
    done = _run("--log", str(tmp_path / "missing" / "emulator.log"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "missing/emulator.log" in done.stderr


@pytest.fixture
def without_moto(tmp_path: Path) -> dict[str, str]:
    """An environment in which the interpreter finds no installed packages."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(TOOLS)}


def test_missing_moto_is_explained(without_moto: dict[str, str]) -> None:
    # -S leaves site-packages out of the import path.
    command = [sys.executable, "-S", "-m", "emulator"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=30, env=without_moto, cwd=TOOLS.parent
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "moto is not installed" in done.stderr
    assert "pip install -r tools/emulator/requirements.txt" in done.stderr


def test_other_version_of_moto_is_explained(without_moto: dict[str, str], tmp_path: Path) -> None:
    for name, version in (("moto", "4.0.0"), ("flask_cors", "6.0.0")):
        information = tmp_path / f"{name}-{version}.dist-info"
        information.mkdir()
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    environment = {**without_moto, "PYTHONPATH": f"{tmp_path}:{TOOLS}"}
    command = [sys.executable, "-S", "-m", "emulator"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, env=environment)
    assert (done.returncode, done.stdout) == (3, "")
    assert "moto 4.0.0 is installed, but the emulator needs 5.2.1" in done.stderr


def test_gaps_are_printed_without_moto(without_moto: dict[str, str]) -> None:
    command = [sys.executable, "-S", "-m", "emulator", "--gaps"]
    options: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 30, "env": without_moto}
    gaps = json.loads(subprocess.run([*command, "--json"], check=True, **options).stdout)
    text = subprocess.run(command, check=True, **options).stdout
    assert {gap["id"] for gap in gaps} >= {
        "iam-evaluation",
        "quotas",
        "health-checks",
        "deployment-circuit-breaker",
        "dns",
    }
    assert len({gap["id"] for gap in gaps}) == len(gaps)
    for gap in gaps:
        assert set(gap) == {"id", "topic", "cannotShow", "shownBy"}
        assert all(gap.values())
        assert gap["topic"] in text


def test_gaps_may_be_piped_into_a_reader_that_stops_early() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "emulator", "--gaps"]
    done = subprocess.run(
        command, stdout=write, stderr=subprocess.PIPE, text=True, timeout=30, env=ENVIRONMENT
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")
