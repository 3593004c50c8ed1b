"""Security Hub: configuration of the hub, standards, aggregation of findings over regions."""

from __future__ import annotations

import uuid

from moto.securityhub.models import securityhub_backends

from ..overlay import TO_MOTO, Answer, AwsError, Call, Params, ToMoto, amend, operation

SERVICE = "securityhub"
STANDARDS = "standards_subscriptions"
AGGREGATORS = "finding_aggregators"


@operation(SERVICE, "UpdateSecurityHubConfiguration")
def update_configuration(call: Call) -> Answer:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateSecurityHubConfiguration.html"""
    call.remember("configuration", "hub", call.params)
    return {}


@operation(SERVICE, "EnableSecurityHub")
def enable_once(call: Call) -> ToMoto:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableSecurityHub.html"""
    if securityhub_backends[call.account][call.region].enabled:
        raise AwsError("ResourceConflictException", "Account is already subscribed to Security Hub", 409)
    return TO_MOTO


@amend(SERVICE, "EnableSecurityHub")
def enable(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableSecurityHub.html"""
    call.store("configuration").pop("hub", None)
    if "ControlFindingGenerator" in call.params:
        call.remember(
            "configuration", "hub", {"ControlFindingGenerator": call.params["ControlFindingGenerator"]}
        )


@amend(SERVICE, "DescribeHub")
def show_configuration(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html"""
    defaults = {"AutoEnableControls": True, "ControlFindingGenerator": "SECURITY_CONTROL"}
    answer.update({**defaults, **call.recall("configuration", "hub")})


@operation(SERVICE, "BatchEnableStandards")
def enable_standards(call: Call) -> Answer:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchEnableStandards.html"""
    subscriptions = []
    for request in call.params["StandardsSubscriptionRequests"]:
        standard = request["StandardsArn"]
        name = standard.rpartition("standards/")[2].rpartition("ruleset/")[2]
        subscription = {
            "StandardsSubscriptionArn": call.arn(SERVICE, f"subscription/{name}"),
            "StandardsArn": standard,
            "StandardsInput": request.get("StandardsInput", {}),
            "StandardsStatus": "READY",
        }
        call.store(STANDARDS)[subscription["StandardsSubscriptionArn"]] = subscription
        subscriptions.append(subscription)
    return {"StandardsSubscriptions": subscriptions}


@operation(SERVICE, "GetEnabledStandards")
def get_enabled_standards(call: Call) -> Answer:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetEnabledStandards.html"""
    wanted = call.params.get("StandardsSubscriptionArns")
    found = [one for arn, one in call.store(STANDARDS).items() if not wanted or arn in wanted]
    return {"StandardsSubscriptions": found}


@operation(SERVICE, "BatchDisableStandards")
def disable_standards(call: Call) -> Answer:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchDisableStandards.html"""
    arns = [arn for arn in call.params["StandardsSubscriptionArns"] if arn in call.store(STANDARDS)]
    removed = [{**call.store(STANDARDS).pop(arn), "StandardsStatus": "DELETING"} for arn in arns]
    return {"StandardsSubscriptions": removed}


def _aggregator(call: Call) -> Params:
    arn = call.params["FindingAggregatorArn"]
    if arn not in call.store(AGGREGATORS):
        raise AwsError("ResourceNotFoundException", f"There is no finding aggregator {arn}", 404)
    aggregator: Params = call.store(AGGREGATORS)[arn]
    return aggregator


@operation(SERVICE, "CreateFindingAggregator")
def create_aggregator(call: Call) -> Answer:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateFindingAggregator.html"""
    if call.store(AGGREGATORS):
        raise AwsError("ResourceConflictException", "The account has a finding aggregator already", 409)
    aggregator = {
        "FindingAggregatorArn": call.arn(SERVICE, f"finding-aggregator/{uuid.uuid4()}"),
        "FindingAggregationRegion": call.region,
        "RegionLinkingMode": call.params["RegionLinkingMode"],
        "Regions": call.params.get("Regions", []),
    }
    call.store(AGGREGATORS)[aggregator["FindingAggregatorArn"]] = aggregator
    return aggregator


@operation(SERVICE, "GetFindingAggregator")
def get_aggregator(call: Call) -> Answer:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindingAggregator.html"""
    return _aggregator(call)


@operation(SERVICE, "UpdateFindingAggregator")
def update_aggregator(call: Call) -> Answer:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateFindingAggregator.html"""
    aggregator = _aggregator(call)
    aggregator["RegionLinkingMode"] = call.params["RegionLinkingMode"]
    aggregator["Regions"] = call.params.get("Regions", [])
    return aggregator


@operation(SERVICE, "ListFindingAggregators")
def list_aggregators(call: Call) -> Answer:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListFindingAggregators.html"""
    return {"FindingAggregators": [{"FindingAggregatorArn": arn} for arn in call.store(AGGREGATORS)]}


@operation(SERVICE, "DeleteFindingAggregator")
def delete_aggregator(call: Call) -> Answer:
    """https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DeleteFindingAggregator.html"""
    _aggregator(call)
    del call.store(AGGREGATORS)[call.params["FindingAggregatorArn"]]
    return {}
