"""Serving the application on a loopback address, and ending when asked to."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
from types import FrameType

from moto.core.config import default_user_config
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from . import patching, services
from .application import Application


class _QuietHandler(WSGIRequestHandler):
    """Requests are logged by the application, with the AWS operation's name."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def create(account: str, version: str) -> Application:
    """Load the services, patch moto, and build the application.

    Raises:
        patching.PatchError: moto is not the version that the patches are written for.
    """
    # A function "runs" without Docker; nothing here depends on what it answers.
    default_user_config["lambda"]["use_docker"] = False
    services.load()
    patching.apply_all()
    return Application(account, version)


def listen(application: Application, host: str, port: int) -> BaseWSGIServer:
    """Bind the server; port 0 takes a free one. A thread per request, serialized by the application.

    Raises:
        OSError: the address cannot be bound.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Bound here, because werkzeug ends the process when it cannot bind.
    with socket.create_server((host, port), family=family, backlog=128) as bound:
        return make_server(
            host, port, application, threaded=True, request_handler=_QuietHandler, fd=bound.fileno()
        )


def serve(application: Application, host: str, port: int, *, exit_with_stdin: bool) -> None:
    """Announce the server in one line of JSON on stdout, and serve until a signal (or the end of stdin)."""
    server = listen(application, host, port)
    stop_on_signals()
    if exit_with_stdin:
        threading.Thread(target=_exit_at_end_of_stdin, daemon=True).start()
    shown = f"[{host}]" if ":" in host else host
    ready = {
        "url": f"http://{shown}:{server.port}",
        "account": application.account,
        "moto": application.version,
    }
    print(json.dumps(ready, separators=(",", ":")), flush=True)
    # moto prints to stdout in places; the ready line stays the only one there.
    sys.stdout = sys.stderr
    server.serve_forever()


def stop_on_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    # Nothing is kept on disk and nobody waits for an answer, so there is nothing to finish.
    os._exit(0)


def _exit_at_end_of_stdin() -> None:
    """End with the parent process, even one that was killed: its end of the pipe closes."""
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)
