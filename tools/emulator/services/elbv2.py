"""Elastic Load Balancing: load balancers that are ready at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.elbv2.models import FakeLoadBalancer

from ..patching import patch


@patch(FakeLoadBalancer, "__init__")
def active_at_once(original: Callable[..., None], self: FakeLoadBalancer, *args: Any, **kwargs: Any) -> None:
    """A load balancer is `active` from the first description on.

    moto says `provisioning` in the first one, and the provider asks again after a minute:
    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerState.html
    """
    original(self, *args, **kwargs)
    self.state = "active"
