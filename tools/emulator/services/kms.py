"""KMS: rotation periods, replicas of multi-Region keys."""

from __future__ import annotations

import copy
from collections.abc import Callable

from moto.kms.models import Key, KmsBackend, kms_backends

from ..overlay import Answer, Call, amend
from ..patching import patch

#: Days; the default of RotationPeriodInDays.
DEFAULT_ROTATION_PERIOD = 365


@amend("kms", "EnableKeyRotation")
def keep_rotation_period(call: Call, _: Answer) -> None:
    """https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html"""
    period = call.params.get("RotationPeriodInDays", DEFAULT_ROTATION_PERIOD)
    call.store("rotation_periods")[_key_id(call)] = period


@amend("kms", "GetKeyRotationStatus")
def show_rotation_period(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html"""
    if answer.get("KeyRotationEnabled"):
        answer["RotationPeriodInDays"] = call.store("rotation_periods").get(
            _key_id(call), DEFAULT_ROTATION_PERIOD
        )


@amend("kms", "ReplicateKey")
def describe_replica(call: Call, answer: Answer) -> None:
    """A replica has a description, policy and tags of its own.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
    """
    metadata = answer["ReplicaKeyMetadata"]
    backend = kms_backends[call.account][call.params["ReplicaRegion"]]
    replica = backend.keys[metadata["KeyId"]]
    replica.description = metadata["Description"] = call.params.get("Description", "")
    if call.params.get("Policy"):
        replica.policy = call.params["Policy"]
    if call.params.get("Tags"):
        backend.tag_resource(replica.id, call.params["Tags"])


@patch(KmsBackend, "replicate_key")
def replicate_key(original: Callable[..., Key], self: KmsBackend, key_id: str, replica_region: str) -> Key:
    """The primary stays the primary, and aliases and rotation are not shared between the two.

    moto copies the key but not the dictionaries inside it:
    https://docs.aws.amazon.com/kms/latest/APIReference/API_MultiRegionConfiguration.html
    """
    replica = original(self, key_id, replica_region)
    primary = self.keys[self.get_key_id(key_id)]
    replica.multi_region_configuration = copy.deepcopy(primary.multi_region_configuration)
    replica.multi_region_configuration["MultiRegionKeyType"] = "REPLICA"
    primary.multi_region_configuration["MultiRegionKeyType"] = "PRIMARY"
    replica.key_rotation_status = False
    replica.aliases = {}
    return replica


def _key_id(call: Call) -> str:
    return str(call.params["KeyId"]).rpartition("/")[2]
