from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_pull_through_cache_rule_lives_from_creation_to_deletion(client: Any) -> None:
    ecr = client("ecr")
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="mirror", upstreamRegistryUrl="public.ecr.aws")
    rules = ecr.describe_pull_through_cache_rules(ecrRepositoryPrefixes=["mirror"])["pullThroughCacheRules"]
    assert [(rule["upstreamRegistryUrl"], rule["registryId"]) for rule in rules] == [
        ("public.ecr.aws", "123456789012")
    ]

    with pytest.raises(ClientError, match="PullThroughCacheRuleAlreadyExistsException"):
        ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="mirror", upstreamRegistryUrl="public.ecr.aws")

    ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix="mirror")
    with pytest.raises(ClientError, match="PullThroughCacheRuleNotFoundException"):
        ecr.describe_pull_through_cache_rules(ecrRepositoryPrefixes=["mirror"])
