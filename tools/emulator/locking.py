"""One lock around every AWS call.

moto's backends are plain dictionaries and lists that several threads may not change at once, and a call can
reach into several backends (an ECS service looks up its target group). Calls take milliseconds, so they run
one after the other; the few that wait must give the lock up while they do.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()


@contextmanager
def exclusive() -> Iterator[None]:
    """Hold the lock. Not re-entrant: one request takes it once."""
    with _lock:
        yield


@contextmanager
def paused() -> Iterator[None]:
    """Give the lock up inside `exclusive`, so that other requests run while this one waits."""
    _lock.release()
    try:
        yield
    finally:
        _lock.acquire()
