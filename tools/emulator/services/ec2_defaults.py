"""EC2: what an account sets for all new volumes, snapshots and instances of a region."""

from __future__ import annotations

from ..overlay import Answer, Call, operation

SERVICE = "ec2"
DEFAULT_KEY = "ebs_default_keys"
SNAPSHOTS = "snapshot_public_access_blocks"
INSTANCE_METADATA = "instance_metadata_defaults"
REGION = "region"


def _key(call: Call) -> Answer:
    return {"KmsKeyId": call.store(DEFAULT_KEY).get(REGION, "alias/aws/ebs")}


@operation(SERVICE, "GetEbsDefaultKmsKeyId")
def get_default_key(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsDefaultKmsKeyId.html"""
    return _key(call)


@operation(SERVICE, "ModifyEbsDefaultKmsKeyId")
def modify_default_key(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyEbsDefaultKmsKeyId.html"""
    call.store(DEFAULT_KEY)[REGION] = call.params["KmsKeyId"]
    return _key(call)


@operation(SERVICE, "ResetEbsDefaultKmsKeyId")
def reset_default_key(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResetEbsDefaultKmsKeyId.html"""
    call.store(DEFAULT_KEY).pop(REGION, None)
    return _key(call)


@operation(SERVICE, "EnableSnapshotBlockPublicAccess")
def block_snapshots(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableSnapshotBlockPublicAccess.html"""
    call.store(SNAPSHOTS)[REGION] = call.params["State"]
    return {"State": call.params["State"]}


@operation(SERVICE, "GetSnapshotBlockPublicAccessState")
def get_snapshots(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSnapshotBlockPublicAccessState.html"""
    return {"State": call.store(SNAPSHOTS).get(REGION, "unblocked"), "ManagedBy": "account"}


@operation(SERVICE, "DisableSnapshotBlockPublicAccess")
def unblock_snapshots(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisableSnapshotBlockPublicAccess.html"""
    call.store(SNAPSHOTS).pop(REGION, None)
    return {"State": "unblocked"}


@operation(SERVICE, "ModifyInstanceMetadataDefaults")
def modify_instance_metadata(call: Call) -> Answer:
    """`no-preference` and -1 take a preference back.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataDefaults.html
    """
    names = ("HttpTokens", "HttpPutResponseHopLimit", "HttpEndpoint", "InstanceMetadataTags")
    kept = dict(call.store(INSTANCE_METADATA).get(REGION, {}))
    kept.update({name: call.params[name] for name in names if name in call.params})
    preferences = {name: value for name, value in kept.items() if value not in ("no-preference", -1)}
    if preferences:
        call.store(INSTANCE_METADATA)[REGION] = preferences
    else:
        call.store(INSTANCE_METADATA).pop(REGION, None)
    return {"Return": True}


@operation(SERVICE, "GetInstanceMetadataDefaults")
def get_instance_metadata(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetInstanceMetadataDefaults.html"""
    return {"AccountLevel": call.store(INSTANCE_METADATA).get(REGION, {})}
