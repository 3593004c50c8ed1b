"""Each family of resources: apply, an empty second plan, destroy, nothing left.

Run with `python3 -m pytest tools/emulator -m terraform`, or one family with `-k <family>`. Families in
`harness.SLOW` take minutes, because the provider waits between its polls: add `--slow`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from . import harness

pytestmark = pytest.mark.terraform


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    slow = bool(metafunc.config.getoption("--slow"))
    metafunc.parametrize("family", harness.families(slow=slow))


def test_family(family: str, tmp_path: Path) -> None:
    with harness.emulator(tmp_path / "emulator.log") as url:
        workspace = harness.Workspace.create(family, tmp_path, url)
        workspace.terraform("init")
        workspace.terraform("apply", "-auto-approve")
        assert harness.leftovers(url), "the inventory saw nothing of what was applied"
        plan = workspace.terraform("plan", "-detailed-exitcode", allowed=(0, 2))
        assert plan.returncode == 0, f"the second plan is not empty:\n{plan.stdout}"
        workspace.terraform("destroy", "-auto-approve")
        assert harness.leftovers(url) == []
