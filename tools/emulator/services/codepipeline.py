"""CodePipeline: trust policies in every form that IAM allows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from moto.codepipeline.models import CodePipelineBackend

from ..overlay import normalize
from ..patching import patch

# moto writes the timestamps of a pipeline as text.
normalize("codepipeline")


@patch(CodePipelineBackend, "create_pipeline")
def create_pipeline(
    original: Callable[..., Any],
    self: CodePipelineBackend,
    pipeline: dict[str, Any],
    tags: list[dict[str, str]] | None,
) -> Any:
    """Accept a role whose trust policy names several services in one statement, or a single statement.

    moto expects a list of statements with one service each:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    role = self.iam_backend.get_role_by_arn(pipeline["roleArn"])
    document = role.assume_role_policy_document
    trusted = [{"Principal": {"Service": service}} for service in _trusted_services(json.loads(document))]
    role.assume_role_policy_document = json.dumps({"Statement": trusted})
    try:
        return original(self, pipeline, tags or [])
    finally:
        role.assume_role_policy_document = document


def _trusted_services(policy: dict[str, Any]) -> Iterator[str]:
    for statement in _as_list(policy.get("Statement")):
        principal = statement.get("Principal")
        if isinstance(principal, dict):
            yield from _as_list(principal.get("Service"))


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
