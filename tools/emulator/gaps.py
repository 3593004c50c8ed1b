"""What the emulator cannot show, from `gaps.json`."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).with_name("gaps.json")


@dataclass(frozen=True)
class Gap:
    """One thing that passes here and may still fail on AWS.

    Attributes:
        id: stable, kebab-case.
        topic: a few words.
        cannotShow: what a rehearsal against the emulator does not prove.
        shownBy: what proves it instead.
    """

    id: str
    topic: str
    cannotShow: str
    shownBy: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def load() -> list[Gap]:
    """All gaps, in the order of the file."""
    return [Gap(**entry) for entry in json.loads(FILE.read_text())]


def render(known: list[Gap]) -> str:
    """The gaps as text for a terminal."""
    blocks = []
    for gap in known:
        lines = [f"{gap.topic} ({gap.id})"]
        for label, text in (("not shown", gap.cannotShow), ("shown by", gap.shownBy)):
            lines.append(
                textwrap.fill(f"{label}: {text}", 100, initial_indent="  ", subsequent_indent="    ")
            )
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)
