"""Running real Terraform with the real AWS provider against an emulator."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FAMILIES = Path(__file__).parent
TOOLS = FAMILIES.parents[2]
PROVIDER = "registry.terraform.io/hashicorp/aws"
ACCOUNT = "123456789012"

# The region, the tags and the second region are the same for every family.
PROVIDER_BLOCK = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}
provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["123456789012"]
  default_tags { tags = { Project = "emulator" } }
}
provider "aws" {
  alias  = "secondary"
  region = "us-west-2"
  default_tags { tags = { Project = "emulator" } }
}
"""


#: Families that are left out unless asked for: the provider sleeps between its polls, whatever the answer is.
SLOW = {
    "aurora": "clusters and their instances: about 5 minutes",
    "database": "instances, a replica and a proxy: about 5 minutes",
}


def families(*, slow: bool) -> list[str]:
    """The names of the fixtures: directories with a main.tf."""
    names = sorted(file.parent.name for file in FAMILIES.glob("*/main.tf"))
    return [name for name in names if slow or name not in SLOW]


def provider_mirror() -> Path | None:
    """A filesystem mirror that holds the AWS provider, or None where Terraform has to ask the registry.

    `TERRAFORM_PROVIDER_MIRROR` names it; otherwise the usual places for such mirrors are searched.
    """
    named = os.environ.get("TERRAFORM_PROVIDER_MIRROR")
    if named:
        return Path(named)
    for root in (Path.home() / ".terraform.d", Path("/usr/local/share"), Path("/usr/share"), Path("/opt")):
        for depth in ("", "*/", "*/*/"):
            for found in root.glob(depth + PROVIDER):
                return found.parents[2]
    return None


@contextmanager
def emulator(log: Path) -> Iterator[str]:
    """A running emulator's URL; it ends with this block, or with this process. Every call is logged."""
    process = subprocess.Popen(
        [sys.executable, "-m", "emulator", "--account", ACCOUNT, "--exit-with-stdin", "--log", str(log)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(TOOLS)},
        text=True,
    )
    try:
        assert process.stdout is not None
        yield str(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.communicate(timeout=10)


def leftovers(url: str) -> list[dict[str, str]]:
    with urllib.request.urlopen(f"{url}/_emulator/leftovers", timeout=10) as answer:
        found: list[dict[str, str]] = json.load(answer)
        return found


@dataclass
class Workspace:
    """A directory with a copy of a fixture, and Terraform's environment."""

    directory: Path
    environment: dict[str, str]

    @classmethod
    def create(cls, family: str, directory: Path, url: str) -> Workspace:
        shutil.copytree(FAMILIES / family, directory, dirs_exist_ok=True)
        (directory / "provider.tf").write_text(PROVIDER_BLOCK)
        configuration = directory / "terraform.rc"
        mirror = provider_mirror()
        configuration.write_text(
            f'provider_installation {{\n  filesystem_mirror {{ path = "{mirror}" }}\n'
            '  direct { exclude = ["hashicorp/aws"] }\n}\n'
            if mirror
            else ""
        )
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return cls(
            directory,
            {
                **inherited,
                "AWS_ENDPOINT_URL": url,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_EC2_METADATA_DISABLED": "true",
                "CHECKPOINT_DISABLE": "1",
                "TF_CLI_CONFIG_FILE": str(configuration),
                "TF_IN_AUTOMATION": "1",
                "TF_INPUT": "0",
            },
        )

    def terraform(self, *arguments: str, allowed: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
        """Run a Terraform command; its whole output is in the error if it fails."""
        done = subprocess.run(
            ["terraform", *arguments, "-no-color"],
            cwd=self.directory,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=1800,
        )
        if done.returncode not in allowed:
            raise AssertionError(
                f"terraform {' '.join(arguments)} exited with {done.returncode}:\n{done.stdout[-6000:]}"
            )
        return done

    def state(self) -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(self.terraform("show", "-json").stdout)
        return shown
