"""Reading AWS requests and writing AWS answers, with botocore's service models.

The wire formats are moto's own parser and serializer; what is added here is finding the operation of a
request and reading moto's answers back, so that a handler deals in plain dictionaries in every protocol.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from botocore import parsers
from botocore.awsrequest import HeadersDict
from botocore.loaders import Loader
from botocore.model import ServiceModel as BotocoreServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.datastructures import Headers, MultiDict

#: Names in the signature that differ from the name of botocore's model.
SIGNING_NAMES = {
    "access-analyzer": "accessanalyzer",
    "elasticloadbalancing": "elbv2",
    "es": "opensearch",
    "monitoring": "cloudwatch",
}

_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")
_SCALARS = {"integer": int, "long": int, "float": float, "double": float}


@dataclass(frozen=True)
class Request:
    """An HTTP request as WSGI delivers it, with its body read."""

    method: str
    path: str
    raw_path: str
    query: str
    headers: Headers
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "")

    @functools.cached_property
    def arguments(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def access_key(self) -> str | None:
        """Whose signature it is, or None for an unsigned request."""
        match = self._credential()
        return None if match is None else match.group(1)

    def scope(self) -> tuple[str, str] | None:
        """Region and service from the signature, or None for an unsigned request."""
        match = self._credential()
        if match is None:
            return None
        name = match.group(3).lower()
        # Both parts of S3 sign as "s3"; only the control plane has versioned paths.
        if name == "s3" and self.path.startswith("/v20180820/"):
            name = "s3control"
        return match.group(2), SIGNING_NAMES.get(name, name)

    def _credential(self) -> re.Match[str] | None:
        return _CREDENTIAL.search(self.headers.get("Authorization", ""))


@dataclass(frozen=True)
class Operation:
    """The AWS operation that a request asks for."""

    service: str
    name: str
    protocol: str
    uri_parameters: Mapping[str, str]


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class _Route:
    method: str
    pattern: re.Pattern[str]
    name: str
    literal_length: int
    arguments: Mapping[str, str]
    required_headers: frozenset[str]
    required_arguments: frozenset[str]

    @property
    def conditions(self) -> int:
        return len(self.arguments) + len(self.required_headers) + len(self.required_arguments)

    def accepts(self, request: Request) -> bool:
        """Whether the request has what tells operations of a path apart, such as PutObject and CopyObject."""
        return (
            self.method == request.method
            and self.arguments.items() <= request.arguments.items()
            and self.required_arguments <= request.arguments.keys()
            and all(name in request.headers for name in self.required_headers)
        )


@functools.cache
def _botocore_model(service: str) -> BotocoreServiceModel:
    return BotocoreServiceModel(Loader().load_service_model(service, "service-2"), service)


@functools.cache
def _routes(service: str) -> list[_Route]:
    """The REST routes of a service, the most specific first."""
    model = get_service_model(service)
    routes = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        uri, _, query = http.get("requestUri", "/").partition("?")
        literal = re.sub(r"{[^}]*}", "", uri)
        routes.append(
            _Route(
                method=http["method"],
                pattern=_path_pattern(uri.rstrip("/")),
                name=name,
                literal_length=len(literal),
                arguments=dict(parse_qsl(query, keep_blank_values=True)),
                required_headers=_required(model.operation_model(name), "header"),
                required_arguments=_required(model.operation_model(name), "querystring"),
            )
        )
    return sorted(routes, key=lambda route: (-route.literal_length, -route.conditions))


def _required(operation: Any, location: str) -> frozenset[str]:
    """What a request of the operation must have in its headers or its query string."""
    shape = operation.input_shape
    if shape is None:
        return frozenset()
    members = (shape.members[name].serialization for name in shape.required_members)
    return frozenset(one["name"] for one in members if one.get("location") == location)


def _path_pattern(uri: str) -> re.Pattern[str]:
    """`/a/{Name}/{Rest+}` as a regular expression whose groups are the parameters, in order."""
    pattern = ""
    for literal, parameter in re.findall(r"([^{]*)(?:{([^}]*)})?", uri):
        pattern += re.escape(literal)
        if parameter:
            group = _group_name(parameter.rstrip("+"))
            pattern += f"(?P<{group}>.+)" if parameter.endswith("+") else f"(?P<{group}>[^/]+)"
    return re.compile(f"^{pattern}/?$")


def _group_name(parameter: str) -> str:
    return parameter.replace("-", "__")


def find_operation(service: str, request: Request) -> Operation | None:
    """The operation of a request, or None where the request matches none."""
    model = get_service_model(service)
    protocol = _protocol(model.metadata, request)
    target = request.headers.get("X-Amz-Target")
    if target:
        return Operation(service, target.rpartition(".")[2], protocol, {})
    if protocol in ("query", "ec2"):
        action = parse_qs(request.body.decode("utf-8", "replace")).get("Action")
        return Operation(service, action[0], protocol, {}) if action else None
    for route in _routes(service):
        match = route.pattern.match(request.raw_path) if route.accepts(request) else None
        if match:
            parameters = {name.replace("__", "-"): value for name, value in match.groupdict().items()}
            return Operation(service, route.name, protocol, parameters)
    return None


def _protocol(metadata: Mapping[str, Any], request: Request) -> str:
    supported = metadata.get("protocols", [metadata["protocol"]])
    if "x-www-form-urlencoded" in request.content_type:
        return "ec2" if "ec2" in supported else "query"
    if "x-amz-json" in request.content_type and "json" in supported:
        return "json"
    return str(metadata["protocol"])


def parse_request(operation: Operation, request: Request) -> dict[str, Any]:
    """The parameters of a request, in the types of the service model; absent ones are left out."""
    model = get_service_model(operation.service).operation_model(operation.name)
    if model.input_shape is None:
        return {}
    values = MultiDict(parse_qsl(request.query, keep_blank_values=True))
    if operation.protocol in ("query", "ec2"):
        for name, value in parse_qsl(request.body.decode(), keep_blank_values=True):
            values.add(name, value)
    parsed = PROTOCOL_PARSERS[operation.protocol](model, map_type=dict).parse(
        {
            "method": request.method,
            "values": values,
            "headers": request.headers,
            "body": request.body,
            "url_path": request.path,
            "url_params": dict(operation.uri_parameters),
        }
    )
    typed = _typed(model.input_shape, parsed or {})
    return {name: value for name, value in typed.items() if value is not None}


def _typed(shape: Any, value: Any) -> Any:
    """Bring text leaves to the model's types: the XML parser leaves some numbers and booleans as text."""
    if value is None:
        return None
    if shape.type_name == "structure" and isinstance(value, dict) and not shape.is_document_type:
        return {
            name: _typed(shape.members[name], item) for name, item in value.items() if name in shape.members
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [_typed(shape.member, item) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {name: _typed(shape.value, item) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    if shape.type_name == "boolean":
        return value.lower() == "true"
    return _SCALARS.get(shape.type_name, str)(value)


def write_response(operation: Operation, result: Mapping[str, Any] | Exception) -> Response:
    """Serialize the result of an operation, or an error, the way the operation's protocol wants it."""
    model = get_service_model(operation.service).operation_model(operation.name)
    serializer = get_serializer_class(operation.service, operation.protocol)(operation_model=model)
    answer = serializer.serialize(result)
    body = answer["body"]
    return Response(
        answer["status_code"], dict(answer["headers"]), body.encode() if isinstance(body, str) else body
    )


def parse_response(operation: Operation, response: Response) -> dict[str, Any]:
    """Read moto's answer back into a dictionary."""
    model = _botocore_model(operation.service).operation_model(operation.name)
    parsed = parsers.create_parser(operation.protocol).parse(
        {
            "body": response.body,
            "headers": HeadersDict(dict(response.headers)),
            "status_code": response.status,
        },
        model.output_shape,
    )
    parsed.pop("ResponseMetadata", None)
    return dict(parsed)
