"""ElastiCache users that can be changed, and user groups, which moto does not know."""

from __future__ import annotations

from moto.elasticache.models import User, elasticache_backends

from ..overlay import Answer, AwsError, Call, Params, amend, operation
from .elasticache import GROUPS as REPLICATION_GROUPS
from .elasticache import SERVICE

GROUPS = "user_groups"


def _users(call: Call) -> dict[str, User]:
    return elasticache_backends[call.account][call.region].users


def _group(call: Call) -> Params:
    name = call.params["UserGroupId"]
    if name not in call.store(GROUPS):
        raise AwsError("UserGroupNotFound", f"User Group does not exist: {name}", 404)
    group: Params = call.store(GROUPS)[name]
    return group


def _describe(call: Call, group: Params) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_UserGroup.html"""
    used_by = [
        name
        for name, settings in call.store(REPLICATION_GROUPS).items()
        if group["UserGroupId"] in settings.get("UserGroupIds", [])
    ]
    return {**group, "ReplicationGroups": used_by}


def _check_members(call: Call, engine: str, members: list[str]) -> None:
    users = _users(call)
    missing = [name for name in members if name not in users]
    if missing:
        raise AwsError("UserNotFound", f"Users do not exist: {', '.join(missing)}", 404)
    if engine == "redis" and not any(users[name].name == "default" for name in members):
        raise AwsError("DefaultUserRequired", "A user group must contain a user with the user name default.")


@operation(SERVICE, "CreateUserGroup")
def create_group(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html"""
    name, engine = call.params["UserGroupId"], call.params["Engine"].lower()
    if name in call.store(GROUPS):
        raise AwsError("UserGroupAlreadyExists", f"User Group already exists: {name}")
    members = list(call.params.get("UserIds", []))
    _check_members(call, engine, members)
    group = {
        "UserGroupId": name,
        "Status": "active",
        "Engine": engine,
        "UserIds": members,
        "MinimumEngineVersion": "6.0",
        "ARN": call.arn(SERVICE, f"usergroup:{name}"),
    }
    call.store(GROUPS)[name] = group
    call.set_tags(group["ARN"], call.params.get("Tags"))
    return _describe(call, group)


@operation(SERVICE, "DescribeUserGroups")
def describe_groups(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeUserGroups.html"""
    groups = [_group(call)] if "UserGroupId" in call.params else call.store(GROUPS).values()
    return {"UserGroups": [_describe(call, group) for group in groups]}


@operation(SERVICE, "ModifyUserGroup")
def modify_group(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyUserGroup.html"""
    group = _group(call)
    removed = call.params.get("UserIdsToRemove", [])
    members = [name for name in group["UserIds"] + call.params.get("UserIdsToAdd", []) if name not in removed]
    _check_members(call, group["Engine"], members)
    group["UserIds"] = members
    return _describe(call, group)


@operation(SERVICE, "DeleteUserGroup")
def delete_group(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteUserGroup.html"""
    group = _group(call)
    del call.store(GROUPS)[group["UserGroupId"]]
    return {**_describe(call, group), "Status": "deleting"}


@amend(SERVICE, "DescribeUsers")
def show_groups_of_users(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_User.html"""
    for user in answer.get("Users", []):
        user["UserGroupIds"] = [
            name for name, group in call.store(GROUPS).items() if user["UserId"] in group["UserIds"]
        ]


@operation(SERVICE, "ModifyUser")
def modify_user(call: Call) -> Answer:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyUser.html"""
    name = call.params["UserId"]
    user = _users(call).get(name)
    if user is None:
        raise AwsError("UserNotFound", f"User {name} not found.", 404)
    mode = call.params.get("AuthenticationMode", {})
    user.access_string = call.params.get("AccessString", user.access_string)
    user.passwords = mode.get("Passwords") or call.params.get("Passwords") or user.passwords
    if mode.get("Type"):
        user.authentication_type = mode["Type"]
        user.no_password_required = mode["Type"] == "no-password-required"
    if call.params.get("NoPasswordRequired"):
        user.no_password_required, user.passwords = True, []
    return {
        "UserId": user.id,
        "UserName": user.name,
        "Status": user.status,
        "Engine": user.engine,
        "MinimumEngineVersion": user.minimum_engine_version,
        "AccessString": user.access_string,
        "UserGroupIds": [group for group, one in call.store(GROUPS).items() if name in one["UserIds"]],
        "Authentication": user.authentication,
        "ARN": user.arn,
    }
