import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { statements } from "../../tools/testing/policy";
import { problemsOf } from "../../tools/testing/problems";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";
import type { SynthesizedStack } from "../../tools/testing/synthesized-stack";

const ID = "111111111111-baseline";
type Cost = NonNullable<NonNullable<EnvironmentInput["baseline"]>["cost"]>;

const stack = (cost: Cost = {}, more: Partial<EnvironmentInput> = {}): SynthesizedStack =>
  synthesize({ dev: { ...MINIMAL, ...more, baseline: { cost } } }).get(ID);
const topic = (of: SynthesizedStack) => of.reference("aws_sns_topic", "alerts", "arn");

describe("budgets", () => {
  it("K1: are kept for each environment that states one, by its tag, and for the account", () => {
    const stacks = synthesize({
      dev: { ...MINIMAL, cost: { monthlyBudget: 150 }, baseline: { cost: { monthlyBudget: 500 } } },
      staging: { ...MINIMAL, cost: { monthlyBudget: 300 } },
      test: MINIMAL,
    });
    const shown = stacks
      .get(ID)
      .all("aws_budgets_budget")
      .map(({ name, limit_amount, limit_unit, time_unit, cost_filter }) => [
        name,
        `${String(limit_amount)} ${String(limit_unit)} ${String(time_unit)}`,
        cost_filter,
      ]);
    const tagged = (name: string) => [{ name: "TagKeyValue", values: [`user:Environment$${name}`] }];
    expect(shown).toEqual([
      ["webapp-account-monthly", "500 USD MONTHLY", undefined],
      ["webapp-dev-monthly", "150 USD MONTHLY", tagged("dev")],
      ["webapp-staging-monthly", "300 USD MONTHLY", tagged("staging")],
    ]);
  });

  it("K1: tell the topic at 80 and 100 % spent and at 100 % forecasted, and the addresses that are named", () => {
    const of = stack({ monthlyBudget: 500, emails: ["cfo@example.com"] });
    const notifications = of.one("aws_budgets_budget")["notification"] as Record<string, unknown>[];
    expect(notifications.map(({ notification_type, threshold }) => [notification_type, threshold])).toEqual([
      ["ACTUAL", 80],
      ["ACTUAL", 100],
      ["FORECASTED", 100],
    ]);
    for (const notification of notifications) {
      expect(notification).toMatchObject({
        threshold_type: "PERCENTAGE",
        comparison_operator: "GREATER_THAN",
        subscriber_sns_topic_arns: [topic(of)],
        subscriber_email_addresses: ["cfo@example.com"],
      });
    }
  });

  it("K1: of environments are kept where the organization provides the rest of the baseline", () => {
    const stacks = synthesize({
      dev: { ...MINIMAL, cost: { monthlyBudget: 150 }, baseline: { enabled: false } },
    });
    expect([...stacks.get(ID).types].sort()).toEqual([
      "aws_budgets_budget",
      "aws_kms_alias",
      "aws_kms_key",
      "aws_sns_topic",
      "aws_sns_topic_policy",
    ]);
  });

  it("K1: may publish to the topic and use its key, on behalf of this account only", () => {
    const of = stack({ monthlyBudget: 500 });
    const policies = [of.one("aws_sns_topic_policy"), of.one("aws_kms_key", "alerts/key")];
    const ownAccount = { "aws:SourceAccount": "111111111111" };
    // Of cost anomalies it is known only for the topic that they say whose they are.
    for (const [service, ...conditions] of [
      ["budgets.amazonaws.com", ownAccount, ownAccount],
      ["costalerts.amazonaws.com", ownAccount, undefined],
    ] as const) {
      const granted = policies.map((policy) =>
        statements(policy["policy"])
          .filter(({ Principal }) => JSON.stringify(Principal ?? "").includes(service))
          .map(({ Effect, Condition }) => [Effect, Condition?.["StringEquals"]]),
      );
      expect(granted).toEqual(conditions.map((condition) => [["Allow", condition]]));
    }
  });
});

describe("anomaly detection", () => {
  it("K1: watches every service, and tells the topic at once of what is large in dollars and in percent", () => {
    const of = stack({ anomalies: { minimumDollars: 50, minimumPercent: 30 } });
    expect(of.one("aws_ce_anomaly_monitor")).toMatchObject({
      monitor_type: "DIMENSIONAL",
      monitor_dimension: "SERVICE",
      lifecycle: { ignore_changes: ["name"] },
    });
    const dimension = (key: string, value: string) => ({
      dimension: { key, match_options: ["GREATER_THAN_OR_EQUAL"], values: [value] },
    });
    expect(of.one("aws_ce_anomaly_subscription")).toMatchObject({
      frequency: "IMMEDIATE",
      monitor_arn_list: [of.reference("aws_ce_anomaly_monitor", undefined, "arn")],
      subscriber: [{ type: "SNS", address: topic(of) }],
      threshold_expression: {
        and: [
          dimension("ANOMALY_TOTAL_IMPACT_ABSOLUTE", "50"),
          dimension("ANOMALY_TOTAL_IMPACT_PERCENTAGE", "30"),
        ],
      },
      depends_on: [of.address("aws_sns_topic_policy")],
    });
  });

  it("K1: sends addresses a summary a day: they cannot be told at once", () => {
    const of = stack({ emails: ["a@example.com", "b@example.com"] });
    expect(
      of.all("aws_ce_anomaly_subscription").map(({ frequency, subscriber }) => [frequency, subscriber]),
    ).toContainEqual([
      "DAILY",
      [
        { type: "EMAIL", address: "a@example.com" },
        { type: "EMAIL", address: "b@example.com" },
      ],
    ]);
  });

  it("K1: watches what has the project's tag, or uses a monitor that exists, where told so", () => {
    const project = stack({ anomalies: { monitor: "project" } }).one("aws_ce_anomaly_monitor");
    expect(project["monitor_type"]).toBe("CUSTOM");
    expect(JSON.parse(String(project["monitor_specification"]))).toMatchObject({
      Tags: { Key: "Project", Values: ["webapp"] },
    });
    const arn = "arn:aws:ce::111111111111:anomalymonitor/0a1b2c3d";
    const existing = stack({ anomalies: { monitor: arn } });
    expect(existing.all("aws_ce_anomaly_monitor")).toEqual([]);
    expect(existing.one("aws_ce_anomaly_subscription")["monitor_arn_list"]).toEqual([arn]);
  });

  it("K1: is absent where it is switched off", () => {
    const of = stack({ anomalies: { enabled: false } });
    expect(of.types.filter((type) => /_ce_|budgets/.test(type))).toEqual([]);
  });
});

describe("cost-allocation tags", () => {
  it("K1: are activated where told so, not before AWS has seen them", () => {
    expect(stack().all("aws_ce_cost_allocation_tag")).toEqual([]);
    const tags = stack({ allocationTags: true }).all("aws_ce_cost_allocation_tag");
    expect(tags.map(({ tag_key, status }) => [tag_key, status])).toEqual([
      ["Environment", "Active"],
      ["Project", "Active"],
    ]);
  });
});

describe("Trusted Advisor", () => {
  const rules = (of: SynthesizedStack) =>
    of
      .all("aws_cloudwatch_event_rule")
      .filter(({ event_pattern }) => String(event_pattern).includes("aws.trustedadvisor"))
      .map((rule) => [of.pathOf(rule), rule["provider"] ?? "home"]);

  it("K1: is announced where told so: it needs a support plan", () => {
    expect(rules(stack())).toEqual([]);
    const of = stack({ trustedAdvisor: true });
    expect(rules(of)).toEqual([["trusted-advisor/trusted-advisor", "home"]]);
    expect(of.one("aws_cloudwatch_event_target", "trusted-advisor/trusted-advisor-target")["arn"]).toBe(
      topic(of),
    );
  });

  it("K1: sends its events in us-east-1 alone: they are brought to the topic's region from there", () => {
    const of = stack({ trustedAdvisor: true, monthlyBudget: 100 }, { regions: [{ name: "us-west-2" }] });
    expect(rules(of)).toEqual([
      ["trusted-advisor-there/alerts/trusted-advisor", "aws.us-east-1"],
      ["trusted-advisor/trusted-advisor", "home"],
    ]);
    expect(
      of.one("aws_cloudwatch_event_target", "trusted-advisor-there/alerts/trusted-advisor-target")["arn"],
    ).toBe("arn:aws:events:us-west-2:111111111111:event-bus/default");
    for (const type of ["aws_budgets_budget", "aws_ce_anomaly_monitor", "aws_ce_anomaly_subscription"]) {
      expect(of.one(type)["provider"], type).toBe("aws.us-east-1");
    }
  });
});

describe("the configuration of costs", () => {
  it.each([
    [{ cost: { monthlyBudget: 0.5 } }, ["cost.monthlyBudget: must be a whole number from 1 to 100000000"]],
    [{ baseline: { cost: { emails: ["cfo"] } } }, ["baseline.cost.emails.0: must be an e-mail address"]],
    [
      { baseline: { cost: { budgetAlerts: { actualPercent: [80, 80] } } } },
      ["baseline.cost.budgetAlerts.actualPercent: must name each threshold once"],
    ],
    [
      { baseline: { cost: { budgetAlerts: { actualPercent: [], forecastPercent: [] } } } },
      ["baseline.cost.budgetAlerts: must name at least one threshold: a budget that nobody hears of is none"],
    ],
    [
      { baseline: { cost: { anomalies: { monitor: "everything" } } } },
      [
        'baseline.cost.anomalies.monitor: must be "services", "project" or the ARN of an existing monitor (arn:aws:ce::<account>:anomalymonitor/<id>)',
      ],
    ],
  ])("K1, O2: refuses %j", (input, problems) => {
    expect(problemsOf(input)).toEqual(problems);
  });

  it("K1: needs nothing stated: no budget, anomalies reported, nothing that needs a plan or a bill", () => {
    expect([...stack().types].filter((type) => /_ce_|budgets/.test(type)).sort()).toEqual([
      "aws_ce_anomaly_monitor",
      "aws_ce_anomaly_subscription",
    ]);
  });
});
