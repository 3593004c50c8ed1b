"""ECR: pull-through cache rules."""

from __future__ import annotations

from ..overlay import Answer, AwsError, Call, now, operation

STORE = "pull_through_cache_rules"


@operation("ecr", "CreatePullThroughCacheRule")
def create_rule(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html"""
    prefix = call.params["ecrRepositoryPrefix"]
    if prefix in call.store(STORE):
        raise AwsError(
            "PullThroughCacheRuleAlreadyExistsException", f"A rule for the prefix '{prefix}' exists already"
        )
    rule = {**call.params, "registryId": call.account, "createdAt": now()}
    call.store(STORE)[prefix] = rule
    return rule


@operation("ecr", "DescribePullThroughCacheRules")
def describe_rules(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribePullThroughCacheRules.html"""
    prefixes = call.params.get("ecrRepositoryPrefixes")
    rules = [rule for prefix, rule in call.store(STORE).items() if not prefixes or prefix in prefixes]
    if prefixes and not rules:
        raise _missing(prefixes[0])
    return {"pullThroughCacheRules": rules}


@operation("ecr", "DeletePullThroughCacheRule")
def delete_rule(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeletePullThroughCacheRule.html"""
    prefix = call.params["ecrRepositoryPrefix"]
    if prefix not in call.store(STORE):
        raise _missing(prefix)
    rule: Answer = call.store(STORE).pop(prefix)
    return rule


def _missing(prefix: str) -> AwsError:
    return AwsError("PullThroughCacheRuleNotFoundException", f"There is no rule for the prefix '{prefix}'")
