import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { Construct } from "constructs";
import type { Location } from "../location";
import { logGroup } from "../monitoring/log-group";
import { firewallLog, firewallName } from "./names";

/** What a rule of a managed group does instead of what AWS chose. */
export type RuleAction = "allow" | "block" | "captcha" | "challenge" | "count";

/** A group of rules that AWS maintains. */
export interface ManagedRuleGroup {
  /** Such as `AWSManagedRulesCommonRuleSet`. */
  readonly name: string;
  /** Whether its rules only count what they would block. @default false */
  readonly countOnly?: boolean;
  /** Other actions for single rules, by name. @default none */
  readonly overrides?: Readonly<Record<string, RuleAction>>;
}

export interface WebAclProps {
  readonly at: Location;
  /** ARN of the load balancer it stands in front of. */
  readonly resourceArn: string;
  /** Requests that one address may make within the window. */
  readonly rateLimit: number;
  /** 60, 120, 300 or 600. */
  readonly rateWindowSeconds: number;
  /** Largest request body, 1–8192. */
  readonly maxBodyBytes: number;
  /** Beginnings of paths that take larger ones. */
  readonly largeBodyPaths: readonly string[];
  /** In the order they are asked. */
  readonly groups: readonly ManagedRuleGroup[];
  /** Whether requests are logged that were allowed and that no rule counted. */
  readonly logAllowed: boolean;
  /** Key that encrypts the log group, and how long the log is kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/** Headers that prove who somebody is: they are no business of those who read logs. */
const REDACTED_HEADERS = ["authorization", "cookie", "proxy-authorization", "x-api-key"];

/**
 * The web application firewall in front of a load balancer: refuses oversized bodies, addresses that ask too
 * often, and what AWS's managed rules take for an attack; logs what it refused and what it counted.
 * https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html
 */
export class WebAcl extends Construct {
  readonly arn: string;
  /** What metrics call it. */
  readonly name: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WebAclProps,
  ) {
    super(scope, id);
    const name = firewallName(props.at);
    const groups = props.largeBodyPaths.length === 0 ? props.groups : props.groups.map(sizeUnlimited);
    const rules = [this.bodySize(), this.rate(), ...groups.map(managed)];
    const acl = new Wafv2WebAcl(this, "Default", {
      name,
      description: `In front of the load balancer of ${props.at.prefix}`,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rule: rules.map((rule, priority) => ({ ...rule, priority })),
      visibilityConfig: visible(name),
    });
    new Wafv2WebAclAssociation(this, "association", { resourceArn: props.resourceArn, webAclArn: acl.arn });
    this.log(acl.arn);
    this.arn = acl.arn;
    this.name = name;
  }

  private bodySize(): UnorderedRule {
    const tooLarge = {
      size_constraint_statement: {
        // Of a longer body only the first 8 KiB arrive here, so what is cut off counts as too long.
        field_to_match: { body: { oversize_handling: "MATCH" } },
        comparison_operator: "GT",
        size: this.props.maxBodyBytes,
        text_transformation: [{ priority: 0, type: "NONE" }],
      },
    };
    const exempt = anyOf(this.props.largeBodyPaths.map(beginsWith));
    return {
      name: "max-body-size",
      action: { block: {} },
      statement:
        exempt === undefined
          ? tooLarge
          : { and_statement: { statement: [tooLarge, { not_statement: { statement: [exempt] } }] } },
      visibilityConfig: visible("max-body-size"),
    };
  }

  private rate(): UnorderedRule {
    return {
      name: "rate-limit",
      action: { block: { customResponse: { responseCode: 429 } } },
      statement: {
        rate_based_statement: {
          aggregate_key_type: "IP",
          limit: this.props.rateLimit,
          evaluation_window_sec: this.props.rateWindowSeconds,
        },
      },
      visibilityConfig: visible("rate-limit"),
    };
  }

  /** The log group is written as `LogWriters` permits. */
  private log(aclArn: string): void {
    const { at, logKeyArn, logRetentionDays, logAllowed } = this.props;
    const group = logGroup(this, "log", {
      name: firewallLog(at),
      keyArn: logKeyArn,
      retentionDays: logRetentionDays,
    });
    new Wafv2WebAclLoggingConfiguration(this, "logging", {
      resourceArn: aclArn,
      logDestinationConfigs: [group.arn],
      redactedFields: REDACTED_HEADERS.map((header) => ({ singleHeader: { name: header } })),
      ...(!logAllowed && { loggingFilter: WHAT_A_RULE_MATCHED }),
    });
  }
}

/** A path with `..` in it begins with what it leads to. */
function beginsWith(path: string): object {
  return {
    byte_match_statement: {
      field_to_match: { uri_path: {} },
      positional_constraint: "STARTS_WITH",
      search_string: path,
      text_transformation: [
        { priority: 0, type: "URL_DECODE" },
        { priority: 1, type: "NORMALIZE_PATH" },
      ],
    },
  };
}

/** AWS WAF takes no list of one. */
function anyOf(statements: readonly object[]): object | undefined {
  return statements.length < 2 ? statements[0] : { or_statement: { statement: statements } };
}

type UnorderedRule = Omit<Wafv2WebAclRule, "priority">;

/** Everything but requests that were let through without any rule matching them. */
const WHAT_A_RULE_MATCHED = {
  defaultBehavior: "DROP",
  filter: [
    {
      behavior: "KEEP",
      requirement: "MEETS_ANY",
      condition: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT", "CAPTCHA", "CHALLENGE"].map((action) => ({
        actionCondition: { action },
      })),
    },
  ],
};

/**
 * The common rule set refuses bodies over 8 KiB whatever their path; with exempt paths that is left to the rule above.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
function sizeUnlimited(group: ManagedRuleGroup): ManagedRuleGroup {
  if (group.name !== "AWSManagedRulesCommonRuleSet") return group;
  return { ...group, overrides: { SizeRestrictions_BODY: "count", ...group.overrides } };
}

function managed({ name, countOnly = false, overrides = {} }: ManagedRuleGroup): UnorderedRule {
  return {
    name,
    overrideAction: countOnly ? { count: {} } : { none: {} },
    statement: {
      managed_rule_group_statement: {
        vendor_name: "AWS",
        name,
        rule_action_override: Object.entries(overrides).map(([rule, action]) => ({
          name: rule,
          action_to_use: { [action]: {} },
        })),
      },
    },
    visibilityConfig: visible(name),
  };
}

/** Samples are how one finds out afterwards why a request was refused. */
function visible(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
