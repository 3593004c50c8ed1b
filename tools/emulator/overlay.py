"""The registry of what the emulator adds to moto, and the code that runs it.

A service module registers four kinds of things:

* `@check(service, name)` refuses a call that AWS would refuse, before anything answers it.
* `@operation(service, name)` answers an operation that moto lacks; returning `TO_MOTO` leaves it to moto.
* `@amend(service, name)` edits moto's answer: attributes that moto accepts and forgets.
* `patch(...)` in `patching.py` replaces a method of a moto class, for behavior that neither can reach.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, TypeVar

from moto.core.exceptions import ServiceException, _RESTError

from . import protocol
from .protocol import Operation, Request, Response
from .state import GLOBAL, State, Store

Params = dict[str, Any]
Answer = dict[str, Any]


class ToMoto:
    """Type of `TO_MOTO`."""


TO_MOTO = ToMoto()


class AwsError(ServiceException):
    """An error of an AWS operation.

    Args:
        code: the error code as the operation's API reference names it.
        message: one sentence for the caller.
        status: HTTP status, where the service model does not define the error's.
    """

    # moto derives the service from modules named moto.*; this one belongs to none of them.
    __module__ = "emulator"

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(code, message)
        self.status = status


@dataclass
class Call:
    """One call of an AWS operation."""

    service: str
    operation: str
    account: str
    region: str
    params: Params
    state: State

    def store(self, kind: str, *, region: str | None = None, service: str | None = None) -> Store:
        """The store of one kind of resource, in the call's region unless another is given."""
        return self.state.region(self.account, region or self.region).store(service or self.service, kind)

    def global_store(self, kind: str) -> Store:
        """The store of a kind of resource that has no region."""
        return self.store(kind, region=GLOBAL)

    def remember(self, kind: str, key: str, values: Params, *, region: str | None = None) -> Params:
        """Merge values into what is kept about one resource, and return all of it."""
        kept: Params = self.store(kind, region=region).setdefault(key, {})
        kept.update(values)
        return kept

    def recall(self, kind: str, key: str, *, region: str | None = None) -> Params:
        """What is kept about one resource; empty for one that the overlay has not seen."""
        kept: Params = self.store(kind, region=region).get(key, {})
        return kept

    def tags_of(self, arn: str) -> dict[str, str]:
        """The tags of a resource of the overlay; a resource has one set, whatever region it is asked in."""
        return self.state.region(self.account, GLOBAL).tags_of(arn)

    def set_tags(self, arn: str, tags: Any) -> None:
        """Give a new resource its tags, in any of AWS's forms; a former resource of that name leaves none."""
        kept = self.tags_of(arn)
        kept.clear()
        kept.update(tags_as_dict(tags))

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """An ARN in the call's account and region; `region=""` gives one of a global resource."""
        return f"arn:aws:{service}:{self.region if region is None else region}:{self.account}:{resource}"


Handler = Callable[[Call], "Mapping[str, Any] | ToMoto"]
Check = Callable[[Call], None]
Amendment = Callable[[Call, Answer], None]
HandlerT = TypeVar("HandlerT", bound=Handler)
AmendmentT = TypeVar("AmendmentT", bound=Amendment)
CheckT = TypeVar("CheckT", bound=Check)

_checks: dict[tuple[str, str], list[Check]] = {}
_operations: dict[tuple[str, str], Handler] = {}
_amendments: dict[tuple[str, str], list[Amendment]] = {}
_normalized: set[str] = set()


def check(service: str, *names: str) -> Callable[[CheckT], CheckT]:
    """Register a function that raises `AwsError` for calls that AWS refuses, whoever answers the others."""

    def register(checker: CheckT) -> CheckT:
        for name in names:
            _check_name(service, name)
            _checks.setdefault((service, name), []).append(checker)
        return checker

    return register


def operation(service: str, *names: str) -> Callable[[HandlerT], HandlerT]:
    """Register a function as the answer to operations of a service (botocore's service name)."""

    def register(handler: HandlerT) -> HandlerT:
        for name in names:
            if (service, name) in _operations:
                raise ValueError(f"{service}.{name} is registered twice")
            _check_name(service, name)
            _operations[(service, name)] = handler
        return handler

    return register


def amend(service: str, *names: str) -> Callable[[AmendmentT], AmendmentT]:
    """Register a function that edits moto's successful answer to operations of a service."""

    def register(amendment: AmendmentT) -> AmendmentT:
        for name in names:
            _check_name(service, name)
            _amendments.setdefault((service, name), []).append(amendment)
        return amendment

    return register


def normalize(service: str) -> None:
    """Write all answers of a service anew through its model: moto writes some timestamps wrongly."""
    _normalized.add(service)


def _check_name(service: str, name: str) -> None:
    if not name.isidentifier():
        raise ValueError(f"{service}: {name!r} is not the name of an operation")


def registered() -> list[tuple[str, str]]:
    """Every operation that is checked, answered or amended, sorted."""
    return sorted(set(_checks) | set(_operations) | set(_amendments))


def services() -> set[str]:
    """The services that the overlay takes part in."""
    return {service for service, _ in registered()} | _normalized


def now() -> datetime:
    """The current time in whole seconds, as most AWS APIs return it."""
    return datetime.now(timezone.utc).replace(microsecond=0)


def tags_as_dict(tags: Any) -> dict[str, str]:
    """Tags in any of AWS's forms (a map, or a list of pairs with either spelling) as a dictionary."""
    if not tags:
        return {}
    if isinstance(tags, Mapping):
        return dict(tags)
    return {tag.get("Key", tag.get("key")): tag.get("Value", tag.get("value", "")) for tag in tags}


def new_id(length: int = 32) -> str:
    """A random identifier of lower-case hexadecimal digits (at most 64)."""
    return (uuid.uuid4().hex + uuid.uuid4().hex)[:length]


def answer(
    found: Operation,
    request: Request,
    region: str,
    account: str,
    state: State,
    to_moto: Callable[[], Response],
) -> Response:
    """Answer a call: the overlay's own operation, or moto's answer with the registered amendments."""
    key = (found.service, found.name)
    handler, amendments, checks = _operations.get(key), _amendments.get(key, []), _checks.get(key, [])
    if handler is None and not amendments and not checks and found.service not in _normalized:
        return to_moto()
    call = Call(found.service, found.name, account, region, protocol.parse_request(found, request), state)
    try:
        for one in checks:
            one(call)
        if handler is not None:
            result = handler(call)
            if not isinstance(result, ToMoto):
                return protocol.write_response(found, result)
        response = to_moto()
        if response.status >= 300 or not (amendments or found.service in _normalized):
            return response
        edited = protocol.parse_response(found, response)
        for amendment in amendments:
            amendment(call, edited)
        return protocol.write_response(found, edited)
    except AwsError as error:
        return _refuse(found, error)
    except _RESTError as error:
        # Raised by a moto backend that a handler uses; in a request of its own, moto would answer it.
        return _refuse(found, AwsError(error.error_type, error.message, error.code))
    except ServiceException as error:
        return _refuse(found, AwsError(error.code, error.message))


def _refuse(found: Operation, error: AwsError) -> Response:
    response = protocol.write_response(found, error)
    return Response(error.status or response.status, response.headers, response.body)
