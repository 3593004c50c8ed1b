import { Aspects } from "cdktf";
import { Construct } from "constructs";
import { AccessAnalysis } from "../constructs/account/access-analysis";
import { AlertTopic } from "../constructs/account/alert-topic";
import { AuditTrail } from "../constructs/account/audit-trail";
import { FindingAlerts } from "../constructs/account/finding-alerts";
import { AccountDefaults, RegionDefaults } from "../constructs/account/safe-defaults";
import { SearchServiceRole } from "../constructs/account/search-service-role";
import { SecurityPosture } from "../constructs/account/security-posture";
import { ThreatDetection } from "../constructs/account/threat-detection";
import { COST_REGION, CostControl } from "../constructs/cost/cost-control";
import { TRUSTED_ADVISOR_REGION, TrustedAdvisorAlerts } from "../constructs/cost/trusted-advisor-alerts";
import { GithubIdentity, type GithubIdentityProps } from "../constructs/identity/github-identity";
import { InRegion } from "../constructs/in-region";
import type { Baseline } from "../environments/config/baseline";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

export interface BaselineStackProps extends PlatformStackProps {
  readonly baseline: Baseline;
  /** The environments that GitHub Actions deploys. @default none: nobody gets credentials */
  readonly github?: GithubIdentityProps["environments"] | undefined;
  /** Dollars a month by environment, for those that have a budget. */
  readonly budgets: Readonly<Record<string, number>>;
  /** Whether any environment has a search domain, for which the account needs a role of AWS's. */
  readonly logAnalytics: boolean;
  /** Regions that the account's environments use, besides the stack's own. */
  readonly otherRegions: readonly string[];
}

/** Once per account: detection, audit, safe defaults, where all of that is announced, and who deploys. */
export class BaselineStack extends PlatformStack {
  /** Topic of everything that concerns the account as a whole, in the stack's region. */
  readonly alertsArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BaselineStackProps,
  ) {
    super(scope, id, props);
    const { at, baseline, github, logAnalytics, otherRegions } = props;
    const alerts = new AlertTopic(this, "alerts", { at, emails: baseline.alerts.emails });
    this.alertsArn = alerts.arn;
    this.output("alerts_topic_arn", this.alertsArn, "Topic of findings and costs of the account");
    if (github !== undefined) this.identify(github);
    if (logAnalytics) new SearchServiceRole(this, "search-service-role");
    this.controlCost(alerts);
    if (!baseline.enabled) return;
    if (baseline.cost.trustedAdvisor) this.announceTrustedAdvisor();
    if (baseline.trail.enabled) new AuditTrail(this, "trail", { at, ...baseline.trail });
    new AccountDefaults(this, "defaults", { account: at.account, passwordPolicy: baseline.passwordPolicy });
    this.region(this.scopeIn(at.region, at.region), at.region);
    for (const region of otherRegions) this.region(this.scopeIn(region, region), region);
  }

  /** Budgets of environments exist whoever provides the rest of the baseline. */
  private controlCost({ arn, policy }: AlertTopic): void {
    const { baseline, budgets, tags } = this.props;
    const { enabled, cost } = baseline;
    new CostControl(this.scopeIn("cost", COST_REGION), "control", {
      project: tags["Project"] ?? this.props.at.prefix,
      environments: budgets,
      account: enabled ? cost.monthlyBudget : undefined,
      alerts: cost.budgetAlerts,
      anomalies: enabled && cost.anomalies.enabled ? cost.anomalies : undefined,
      allocationTags: enabled && cost.allocationTags,
      topicArn: arn,
      topicPolicy: policy,
      emails: cost.emails,
    });
  }

  private announceTrustedAdvisor(): void {
    const { at } = this.props;
    new TrustedAdvisorAlerts(this, "trusted-advisor", { at, to: { topicArn: this.alertsArn } });
    if (at.region === TRUSTED_ADVISOR_REGION) return;
    const there = { ...at, region: TRUSTED_ADVISOR_REGION };
    const scope = this.scopeIn("trusted-advisor-there", TRUSTED_ADVISOR_REGION);
    new TrustedAdvisorAlerts(scope, "alerts", { at: there, to: { region: at.region } });
  }

  /** A scope whose resources are created in a region, the stack's own or another. */
  private scopeIn(id: string, region: string): Construct {
    const scope = new Construct(this, id);
    if (region !== this.props.at.region) Aspects.of(scope).add(new InRegion(this.providerOf(region)));
    return scope;
  }

  private identify(environments: GithubIdentityProps["environments"]): void {
    const identity = new GithubIdentity(this, "github", { environments, state: this.props.state });
    this.output("plan_role_arn", identity.planRoleArn, "Role of workflows that plan");
    this.output("pull_request_role_arn", identity.pullRequestRoleArn, "Role of workflows of pull requests");
    for (const [name, arn] of Object.entries(identity.deployRoleArns)) {
      this.output(`deploy_role_arn_${name}`, arn, `Role of workflows that deploy ${name}`);
    }
  }

  /** What exists in every region. */
  private region(scope: Construct, region: string): void {
    const { baseline, otherRegions } = this.props;
    const { guardDuty, securityHub, accessAnalyzer } = baseline;
    const at = { ...this.props.at, region };
    const home = region === this.props.at.region;
    if (guardDuty.enabled) new ThreatDetection(scope, "threats", guardDuty);
    if (securityHub.enabled) {
      new SecurityPosture(scope, "posture", {
        ...securityHub,
        region,
        ...(home && { aggregate: otherRegions }),
      });
    }
    if (accessAnalyzer.enabled) {
      const { unusedAccessDays } = accessAnalyzer;
      // Roles and users have no region: one analyzer sees them all, and each more is paid for.
      new AccessAnalysis(scope, "access", { prefix: at.prefix, ...(home && { unusedAccessDays }) });
    }
    new FindingAlerts(scope, "findings", {
      at,
      guardDuty: guardDuty.enabled,
      // Those of other regions are aggregated in the stack's own.
      securityHub: securityHub.enabled && home,
      to: home ? { topicArn: this.alertsArn } : { region: this.props.at.region },
    });
    new RegionDefaults(scope, "defaults", { at, ebs: baseline.ebsDefaults });
  }
}
