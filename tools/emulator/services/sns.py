"""SNS: messages to HTTP(S) endpoints stay here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from moto.sns.models import Subscription

from ..patching import patch

log = logging.getLogger("emulator")


@patch(Subscription, "publish")
def publish(original: Callable[..., None], self: Subscription, *args: Any, **kwargs: Any) -> None:
    """A subscription to a web address receives nothing: a rehearsal must not call anybody's webhook.

    https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    """
    if self.protocol in ("http", "https"):
        log.info("a message to %s is not delivered: the emulator contacts nobody", self.endpoint)
        return
    original(self, *args, **kwargs)
