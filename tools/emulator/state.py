"""What the emulator remembers in addition to moto, per account and region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

#: One kind of resource: identifier (or key) to whatever a handler keeps about it.
Store = dict[Any, Any]

GLOBAL = "aws-global"


@dataclass
class RegionState:
    """The stores of one account in one region."""

    stores: dict[tuple[str, str], Store] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)

    def store(self, service: str, kind: str) -> Store:
        return self.stores.setdefault((service, kind), {})

    def tags_of(self, arn: str) -> dict[str, str]:
        return self.tags.setdefault(arn, {})


@dataclass
class State:
    """Everything the overlay keeps; `clear` forgets it all."""

    regions: dict[tuple[str, str], RegionState] = field(default_factory=dict)

    def region(self, account: str, region: str) -> RegionState:
        return self.regions.setdefault((account, region), RegionState())

    def stores(self, service: str, kind: str) -> Iterator[tuple[str, Store]]:
        """Each region's store of one kind, with the region's name."""
        for (_, region), state in self.regions.items():
            if (service, kind) in state.stores:
                yield region, state.stores[(service, kind)]

    def clear(self) -> None:
        self.regions.clear()
