"""IAM Access Analyzer: analyzers and archive rules, which moto does not know."""

from __future__ import annotations

from ..overlay import Answer, AwsError, Call, Params, now, operation
from ..tagging import TagOperations

SERVICE = "accessanalyzer"
ANALYZERS = "analyzers"

# https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListTagsForResource.html
# https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_TagResource.html
# https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UntagResource.html
TagOperations(SERVICE, arn="resourceArn", tags="tags", keys="tagKeys", listed="tags", mapping=True).register()


def _analyzer(call: Call) -> Params:
    name = call.params["analyzerName"]
    if name not in call.store(ANALYZERS):
        raise AwsError("ResourceNotFoundException", f"Analyzer {name} not found", 404)
    analyzer: Params = call.store(ANALYZERS)[name]
    return analyzer


def _shown(call: Call, analyzer: Params) -> Answer:
    return {**analyzer, "tags": dict(call.tags_of(analyzer["arn"]))}


@operation(SERVICE, "CreateAnalyzer")
def create(call: Call) -> Answer:
    """https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html"""
    name = call.params["analyzerName"]
    if name in call.store(ANALYZERS):
        raise AwsError("ConflictException", f"Analyzer {name} already exists", 409)
    if any(one["type"] == call.params["type"] for one in call.store(ANALYZERS).values()):
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
        message = f"The account has an analyzer of type {call.params['type']}"
        raise AwsError("ServiceQuotaExceededException", message, 402)
    analyzer = {
        "arn": call.arn("access-analyzer", f"analyzer/{name}"),
        "name": name,
        "type": call.params["type"],
        "createdAt": now(),
        "status": "ACTIVE",
    }
    if "configuration" in call.params:
        analyzer["configuration"] = call.params["configuration"]
    call.store(ANALYZERS)[name] = analyzer
    call.set_tags(analyzer["arn"], call.params.get("tags"))
    return {"arn": analyzer["arn"]}


@operation(SERVICE, "GetAnalyzer")
def get(call: Call) -> Answer:
    """https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetAnalyzer.html"""
    return {"analyzer": _shown(call, _analyzer(call))}


@operation(SERVICE, "ListAnalyzers")
def list_all(call: Call) -> Answer:
    """https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html"""
    kind = call.params.get("type")
    found = [one for one in call.store(ANALYZERS).values() if kind in (None, one["type"])]
    return {"analyzers": [_shown(call, analyzer) for analyzer in found]}


@operation(SERVICE, "DeleteAnalyzer")
def delete(call: Call) -> Answer:
    """https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_DeleteAnalyzer.html"""
    _analyzer(call)
    del call.store(ANALYZERS)[call.params["analyzerName"]]
    return {}
