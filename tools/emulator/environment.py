"""What has to be true before moto may be imported: the pinned version and moto's settings."""

from __future__ import annotations

import os
import re
from importlib import metadata
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")

SETTINGS = {
    # `aws_iam_policy` data sources and attachments refer to AWS managed policies.
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    # A certificate is issued as soon as it is asked for: no public DNS could validate it.
    "MOTO_ACM_VALIDATION_WAIT": "0",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
}


class MissingRequirement(Exception):
    """moto is not installed, or not in the version that the patches are written for."""


def required_moto() -> str:
    """The exact moto version from `requirements.txt`."""
    match = re.fullmatch(r"moto\[server\]==(\S+)", REQUIREMENTS.read_text().strip())
    if match is None:
        raise ValueError(f"{REQUIREMENTS.name}: expected one line 'moto[server]==<version>'")
    return match.group(1)


def require_moto() -> str:
    """Return the version of the installed moto.

    Raises:
        MissingRequirement: moto, or what its server needs, is missing, or its version is not the pinned one.
    """
    wanted = required_moto()
    try:
        found = metadata.version("moto")
        metadata.version("flask-cors")
    except metadata.PackageNotFoundError as error:
        raise MissingRequirement(_advice(f"the Python package {error.name} is not installed")) from error
    if found != wanted:
        raise MissingRequirement(_advice(f"moto {found} is installed, but the emulator needs {wanted}"))
    return found


def _advice(problem: str) -> str:
    install = f"python3 -m venv .venv && .venv/bin/pip install -r {os.path.relpath(REQUIREMENTS)}"
    return f"emulator: {problem}; run: {install} (then start the emulator with .venv/bin/python3)"


def prepare(account: str) -> None:
    """Set moto's settings; moto reads them while it is imported, so this comes first."""
    os.environ["MOTO_ACCOUNT_ID"] = account
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
