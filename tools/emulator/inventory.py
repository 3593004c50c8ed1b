"""Which resources exist, and which of them were not there at the start.

A region of a service holds resources of its own from the first moment (a default VPC, an event bus), and moto
creates a region when it is first touched. So the starting point is taken per service and region, when moto
creates it. What is counted is listed in `categories.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from moto.core import base_backend
from moto.core.base_backend import AccountSpecificBackend, BackendDict, BaseBackend

from . import patching
from .categories import BY_SERVICE, OVERLAY_CATEGORIES
from .state import GLOBAL, State


@dataclass(frozen=True, order=True)
class Resource:
    """One existing resource; `region` is `aws-global` for services without regions."""

    service: str
    region: str
    type: str
    id: str


@dataclass
class Baseline:
    """What every service and region held when moto created it."""

    resources: set[Resource] = field(default_factory=set)

    def watch(self) -> None:
        """Count what exists now, and what any region that moto creates from now on starts with."""
        _watchers.append(self)
        self.resources.update(_existing())

    def add(self, account: AccountSpecificBackend[Any], region: str, backend: Any) -> None:
        self.resources.update(_of_backend(account.service_name, region, backend))

    def clear(self) -> None:
        """Start again after moto was reset: it creates every region anew when it is touched."""
        self.resources = set(_existing())


_watchers: list[Baseline] = []


@patching.patch(AccountSpecificBackend, "__getitem__")
def _watch_creation(original: Callable[..., Any], self: AccountSpecificBackend[Any], region: str) -> Any:
    name = "aws" if region == "global" else region
    if name in self.keys():
        return original(self, region)
    backend = original(self, region)
    for baseline in _watchers:
        baseline.add(self, name, backend)
    return backend


def _of_backend(service: str, region: str, backend: Any) -> Iterator[Resource]:
    shown = GLOBAL if region == "aws" else region
    for category in BY_SERVICE.get(service, ()):
        for identifier in list(category.collect(backend)):
            yield Resource(service, shown, category.type, identifier)


def _instances() -> list[BackendDict[Any]]:
    used: list[BackendDict[Any]] = getattr(
        BackendDict, "_instances"
    )  # noqa: B009 - a generic class attribute
    return used


def _existing() -> Iterator[Resource]:
    with base_backend.backend_lock:
        backends = [
            (instance.service_name, region, backend)
            for instance in {id(one): one for one in _instances()}.values()
            for _, region, backend in list(instance.iter_backends())
        ]
    for service, region, backend in backends:
        yield from _of_backend(service, region, backend)


def forget_backends() -> None:
    """Drop what moto holds; it creates each region anew when it is touched.

    moto's own reset builds every region twice, which takes seconds once the policies of IAM are loaded.
    """
    with base_backend.backend_lock:
        for instance in _instances():
            for regions in instance.values():
                for backend in regions.values():
                    # A backend with a reset of its own has more to give back than memory, as S3 has files.
                    if type(backend).reset is not BaseBackend.reset:
                        backend.reset()
            instance.clear()
        _instances().clear()


def leftovers(baseline: Baseline, state: State) -> list[Resource]:
    """Every resource, of moto and of the overlay, that is not part of the baseline; sorted."""
    found = set(_existing()) - baseline.resources
    for service, kind, store in OVERLAY_CATEGORIES:
        for region, entries in state.stores(service, store):
            found.update(Resource(service, region, kind, _text(key)) for key in entries)
    return sorted(found)


def _text(key: Any) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
