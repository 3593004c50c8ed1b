"""EC2: destination options of flow logs, descriptions of security group rules."""

from __future__ import annotations

from ..overlay import Answer, Call, amend


@amend("ec2", "CreateFlowLogs")
def keep_destination_options(call: Call, answer: Answer) -> None:
    """moto forgets the file format and partitions of a flow log to S3.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    """
    options = call.params.get("DestinationOptions")
    if options:
        for flow_log in answer.get("FlowLogIds", []):
            call.store("destination_options")[flow_log] = options


@amend("ec2", "DescribeFlowLogs")
def show_destination_options(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DestinationOptionsResponse.html"""
    for flow_log in answer.get("FlowLogs", []):
        options = call.store("destination_options").get(flow_log.get("FlowLogId"))
        if options:
            flow_log["DestinationOptions"] = options


@amend("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def keep_rule_description(call: Call, answer: Answer) -> None:
    """moto forgets the description of a rule whose peer is a security group.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UserIdGroupPair.html
    """
    described = {
        pair["GroupId"]: pair["Description"]
        for permission in call.params.get("IpPermissions", [])
        for pair in permission.get("UserIdGroupPairs", [])
        if pair.get("Description") and pair.get("GroupId")
    }
    for rule in answer.get("SecurityGroupRules", []):
        description = described.get(rule.get("ReferencedGroupInfo", {}).get("GroupId"))
        if description:
            call.store("rule_descriptions")[rule["SecurityGroupRuleId"]] = description
            rule["Description"] = description


@amend("ec2", "DescribeSecurityGroupRules")
def show_rule_description(call: Call, answer: Answer) -> None:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html"""
    for rule in answer.get("SecurityGroupRules", []):
        description = call.store("rule_descriptions").get(rule["SecurityGroupRuleId"])
        if description and not rule.get("Description"):
            rule["Description"] = description
