"""The WSGI application: the emulator's own endpoints, the overlay, and moto behind them."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import uuid
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from botocore.exceptions import UnknownServiceError
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.datastructures import EnvironHeaders, Headers

from . import inventory, overlay, protocol, s3_subresources
from .locking import exclusive
from .protocol import Operation, Request, Response
from .retries import Answers
from .state import GLOBAL, State

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

log = logging.getLogger("emulator")


class Application:
    """Answers AWS requests for one account.

    Args:
        account: the 12-digit account number that every resource belongs to.
        version: moto's version, shown by the health endpoint.
    """

    def __init__(self, account: str, version: str) -> None:
        self.account = account
        self.version = version
        self.state = State()
        self.baseline = inventory.Baseline()
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._services = overlay.services()
        self._requests: Counter[tuple[str | None, str, str]] = Counter()
        self._answers = Answers()
        self.baseline.watch()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        request = _read(environ)
        if request.path.startswith("/_emulator/"):
            response = self._own(request)
        else:
            with exclusive():
                response = self._answers.once(request, lambda: self._aws(request, environ))
        headers = Headers(
            [(k, v) for k, v in response.headers.items() if k.lower() not in ("content-length", "status")]
        )
        headers.setdefault("x-amzn-RequestId", str(uuid.uuid4()))
        # A HEAD request's length describes the object, not the empty body.
        length = response.headers.get("Content-Length") if request.method == "HEAD" else None
        headers["Content-Length"] = length or str(len(response.body))
        start_response(f"{response.status} {_phrase(response.status)}", list(headers))
        return [response.body]

    def reset(self) -> None:
        """Forget every resource, of moto and of the overlay."""
        inventory.forget_backends()
        self.state.clear()
        self.baseline.clear()
        self._requests.clear()

    def leftovers(self) -> list[inventory.Resource]:
        """Every resource that exists now and did not when its region was first touched."""
        return inventory.leftovers(self.baseline, self.state)

    def requests(self, access_key: str | None = None) -> list[dict[str, str | int]]:
        """Every operation that was asked for since the start or the last reset, and how often; sorted.

        Args:
            access_key: whose requests; None for everybody's.
        """
        asked: Counter[tuple[str, str]] = Counter()
        for (by, service, operation), count in self._requests.items():
            if access_key is None or by == access_key:
                asked[(service, operation)] += count
        return [
            {"service": service, "operation": operation, "count": count}
            for (service, operation), count in sorted(asked.items())
        ]

    def _own(self, request: Request) -> Response:
        """The emulator's own endpoints, under `/_emulator/`."""
        route = (request.method, request.path)
        if route == ("GET", "/_emulator/health"):
            return _json(200, {"status": "ok", "account": self.account, "moto": self.version})
        if route == ("GET", "/_emulator/leftovers"):
            with exclusive():
                return _json(200, [asdict(resource) for resource in self.leftovers()])
        if route == ("GET", "/_emulator/requests"):
            with exclusive():
                return _json(200, self.requests(request.arguments.get("access-key")))
        if route == ("POST", "/_emulator/reset"):
            with exclusive():
                self.reset()
            return _json(200, {"status": "ok"})
        known = (
            "GET /_emulator/health, GET /_emulator/leftovers, GET /_emulator/requests, "
            "POST /_emulator/reset"
        )
        return _json(404, {"message": f"{request.method} {request.path} is unknown; there are: {known}"})

    def _aws(self, request: Request, environ: Environ) -> Response:
        if (request.method, request.path) == ("POST", "/moto-api/reset"):
            self.reset()
        scope = request.scope()
        if scope is None:
            return self._to_moto(environ, request)
        region, service = scope
        found: Operation | None = None
        try:
            found = self._operation(service, request)
            if service == "s3":
                store = self.state.region(self.account, GLOBAL).store("s3", "subresources")
                response = s3_subresources.answer(request, store, lambda: self._to_moto(environ, request))
            elif service in self._services and found:
                response = overlay.answer(
                    found, request, region, self.account, self.state, lambda: self._to_moto(environ, request)
                )
            else:
                response = self._to_moto(environ, request)
        except (
            Exception
        ) as error:  # noqa: BLE001 - whatever a handler raises has to reach the caller as a 500
            log.exception("%s %s in %s failed", service, found.name if found else request.path, region)
            return _internal_failure(found, error)
        log.debug("%s %s %s -> %d", region, service, found.name if found else request.path, response.status)
        return response

    def _operation(self, service: str, request: Request) -> Operation | None:
        """The operation of a request, counted; None for one that the service's model does not know."""
        try:
            found = protocol.find_operation(service, request)
        except UnknownServiceError:
            return None
        if found is not None:
            self._requests[(request.access_key(), service, found.name)] += 1
        return found

    def _to_moto(self, environ: Environ, request: Request) -> Response:
        inner = dict(
            environ, **{"wsgi.input": io.BytesIO(request.body), "CONTENT_LENGTH": str(len(request.body))}
        )
        captured: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], None]:
            captured[:] = [int(status.split()[0]), headers]
            return lambda _: None

        chunks = self._moto(inner, start)
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        return Response(captured[0], dict(captured[1]), body)


def _read(environ: Environ) -> Request:
    path = environ.get("PATH_INFO", "/")
    length = int(environ.get("CONTENT_LENGTH") or 0)
    chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or path
    return Request(
        method=environ["REQUEST_METHOD"],
        path=path,
        # A client that takes the emulator for a proxy sends the whole URL.
        raw_path=re.sub(r"^http://[^/]+", "", raw.partition("?")[0]),
        query=environ.get("QUERY_STRING", ""),
        headers=Headers(EnvironHeaders(environ)),
        body=environ["wsgi.input"].read(None if chunked else length) if length or chunked else b"",
    )


def _json(status: int, content: Any) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps(content).encode())


def _internal_failure(found: Operation | None, error: Exception) -> Response:
    """An error of the emulator itself, in the form of the service."""
    message = f"The emulator failed: {type(error).__name__}: {error}"
    if found is not None:
        try:
            with warnings.catch_warnings():
                # No service model defines this error; moto warns about that.
                warnings.simplefilter("ignore", UserWarning)
                response = protocol.write_response(found, overlay.AwsError("InternalFailure", message))
            return Response(500, response.headers, response.body)
        except Exception:  # noqa: BLE001 - the plain form below remains
            log.exception("the error could not be written in the form of %s", found.service)
    return _json(500, {"__type": "InternalFailure", "message": message})


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def configure_logging(file: str | None) -> None:
    """Send errors to stderr, and every request too to a file, where one is given."""
    errors = logging.StreamHandler(sys.stderr)
    errors.setLevel(logging.WARNING)
    handlers: list[logging.Handler] = [errors]
    if file:
        handlers.append(logging.FileHandler(file))
    logging.basicConfig(
        level=logging.WARNING, handlers=handlers, format="%(asctime)s %(levelname)s %(message)s", force=True
    )
    log.setLevel(logging.DEBUG if file else logging.WARNING)
