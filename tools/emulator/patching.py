"""Replacing methods of moto classes, loudly: a moto that no longer has the method stops the start."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Function = Callable[..., Any]
FunctionT = TypeVar("FunctionT", bound=Function)


class PatchError(Exception):
    """moto does not look the way a patch expects; its version is probably not the pinned one."""


@dataclass
class _Patch:
    owner: Any
    name: str
    replacement: Function
    applied: bool = False

    @property
    def label(self) -> str:
        if inspect.ismodule(self.owner):
            return f"{self.owner.__name__}.{self.name}"
        return f"{self.owner.__module__}.{self.owner.__qualname__}.{self.name}"

    def apply(self) -> None:
        original = getattr(self.owner, self.name, None)
        if not callable(original):
            raise PatchError(f"{self.label}: moto has no such method")
        replacement = self.replacement

        @functools.wraps(original)
        def patched(*args: Any, **kwargs: Any) -> Any:
            return replacement(original, *args, **kwargs)

        setattr(self.owner, self.name, patched)
        self.applied = True


_patches: list[_Patch] = []


def patch(owner: Any, name: str) -> Callable[[FunctionT], FunctionT]:
    """Declare a replacement of the method (or module function) `owner.name`.

    The decorated function is called with the original method first, then with the arguments of the call
    (`self` included). Nothing changes until `apply_all` runs.
    """

    def declare(replacement: FunctionT) -> FunctionT:
        _patches.append(_Patch(owner, name, replacement))
        return replacement

    return declare


def apply_all() -> None:
    """Apply every declared patch that is not applied yet.

    Raises:
        PatchError: moto lacks a method that a patch replaces.
    """
    for declared in _patches:
        if not declared.applied:
            declared.apply()


def labels() -> list[str]:
    """Every declared patch as `module.Class.method`."""
    return [declared.label for declared in _patches]
