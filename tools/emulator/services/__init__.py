"""One module per AWS service: the operations, amendments and patches that moto needs for it."""

from __future__ import annotations

import importlib
import pkgutil


def load() -> list[str]:
    """Import every service module, which registers what it contributes; returns their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    for name in names:
        importlib.import_module(f"{__name__}.{name}")
    return names
